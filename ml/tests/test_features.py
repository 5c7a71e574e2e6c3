"""Features of clients made by hand: every figure below can be checked with a pencil."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from ml.features import CATEGORICAL, FEATURES, NEEDS, Loans, build, compute, summarise
from ml.schema import SUMMARIES, TABLES
from ml.tests.feature_frames import APPLICATION, table, tables, without

EMPTY: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES if name != "application"}


def features(**rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The only client's features; tables that are not given are there and empty."""
    return compute(tables(**{**EMPTY, **rows})).row(0, named=True)


def one_loan(kind: str, **rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The only loan of a kind with its summary."""
    loans = summarise(tables(**{**EMPTY, **rows}))
    frame = getattr(loans, kind)
    assert frame.height == 1
    return frame.row(0, named=True)


class TestShape:
    def test_columns_are_the_client_and_the_features_in_order(self):
        built = compute(tables())
        assert built.columns == ["client_id", *FEATURES]
        assert built.schema["client_id"] == pl.Int64
        for name in FEATURES:
            assert built.schema[name] == (pl.String if name in CATEGORICAL else pl.Float64), name

    def test_there_are_enough_features_and_each_is_named_once(self):
        assert 110 <= len(FEATURES) <= 170
        assert len(set(FEATURES)) == len(FEATURES)
        assert set(CATEGORICAL) <= set(FEATURES)
        assert set().union(*NEEDS.values()) == set(TABLES) - {"application"}

    def test_rows_keep_the_applications_order(self):
        rows = [{**APPLICATION, "client_id": client} for client in (5, 3, 9, 1)]
        bureau = [
            {
                "client_id": client,
                "bureau_loan_id": client,
                "status": "active",
                "opened_days": client,
            }
            for client in (9, 1, 5)
        ]
        built = compute(tables(application=rows, bureau_loans=bureau))
        assert built["client_id"].to_list() == [5, 3, 9, 1]
        assert built["bureau_last_opened_days"].to_list() == [5, None, 9, 1]

    def test_no_application_no_features(self):
        built = compute(tables(application=[], bureau_loans=[]))
        assert built.height == 0
        assert built.columns == ["client_id", *FEATURES]

    def test_default_may_be_absent_and_narrow_types_will_do(self):
        application = table("application", [APPLICATION]).drop("default")
        narrow = application.cast({"income": pl.Float32, "age_days": pl.Int32})
        assert compute({"application": narrow})["effort_rate"].item() == 0.5

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({}, "application table is missing"),
            ({"loans": pl.DataFrame()}, "no such tables: loans"),
            ({"application": pl.DataFrame({"client_id": [1]})}, "columns are missing: contract"),
        ],
    )
    def test_wrong_tables_are_refused(self, given, message):
        with pytest.raises(ValueError, match=message):
            compute(given)


class TestApplication:
    def test_ratios_of_its_own_amounts(self):
        found = features()
        assert found["effort_rate"] == 0.5
        assert found["payments_count"] == 24
        assert found["credit_to_income"] == 12
        assert found["credit_to_goods"] == pytest.approx(1.2, rel=1e-15)
        assert found["credit_above_goods"] == 2_000
        assert found["income_left"] == 500

    @pytest.mark.parametrize("nothing", [0.0, None, float("nan"), float("inf")])
    def test_nothing_to_divide_by_is_unknown(self, nothing):
        found = features(application=[{**APPLICATION, "annuity": nothing, "goods_price": nothing}])
        assert found["payments_count"] is None
        assert found["credit_to_goods"] is None

    def test_external_scores(self):
        scores = {"external_score_1": 0.25, "external_score_3": 0.75}
        found = features(application=[{**APPLICATION, **scores}])
        assert found["external_scores_known"] == 2
        assert found["external_score_2"] is None

    def test_tallies_count_known_flags_and_are_unknown_without_any(self):
        flags = {"document_3": True, "document_6": False, "document_8": True}
        found = features(application=[{**APPLICATION, **flags}])
        assert found["documents_given"] == 2
        assert found["document_3"] == 1
        assert features()["documents_given"] is None

    def test_enquiries_add_up(self):
        enquiries = {"enquiries_hour": 1, "enquiries_month": 2, "enquiries_year": 4}
        found = features(application=[{**APPLICATION, **enquiries}])
        assert (found["enquiries_latest"], found["enquiries_total"]) == (3, 7)
        assert features()["enquiries_total"] is None

    def test_categories_stay_words(self):
        found = features(application=[{**APPLICATION, "occupation": "drivers"}])
        assert (found["contract"], found["occupation"], found["education"]) == (
            "cash", "drivers", None,
        )  # fmt: skip


def bureau_loan(number: int = 1, **said: Any) -> dict[str, Any]:
    base = {"client_id": 1, "bureau_loan_id": number, "status": "active", "opened_days": 100}
    return {**base, **said}


class TestBureau:
    def test_counts_amounts_and_ratios(self):
        found = features(
            bureau_loans=[
                bureau_loan(1, amount=1_000.0, debt=250.0, annuity=100.0, due_end_days=-300),
                bureau_loan(2, amount=3_000.0, debt=None, credit_type="credit_card"),
                bureau_loan(
                    3, status="closed", opened_days=900, amount=4_000.0, due_end_days=200,
                    ended_days=250,
                ),
            ]
        )  # fmt: skip
        assert found["bureau_loans"] == 3
        assert found["bureau_active_loans"] == 2
        assert found["bureau_recent_loans"] == 2
        assert (found["bureau_cards"], found["bureau_active_cards"]) == (1, 1)
        assert found["bureau_amount_active"] == 4_000
        assert found["bureau_debt"] == 250
        assert found["bureau_debt_to_amount"] == 0.25  # only where the debt is known
        assert found["bureau_debt_to_income"] == 0.25
        assert found["bureau_amount_recent_share"] == 0.5
        assert found["bureau_annuity_to_income"] == pytest.approx(0.1, rel=1e-15)
        assert found["total_effort_rate"] == pytest.approx(0.6, rel=1e-15)
        assert found["bureau_remaining_days_max"] == 300
        assert found["bureau_last_ended_days"] == 250
        assert found["bureau_ended_early_share"] == 1
        assert found["bureau_card_use"] is None

    def test_overdue_now_and_ever(self):
        found = features(
            bureau_loans=[
                bureau_loan(1, overdue_days=12, overdue_amount=80.0, max_overdue_amount=90.0),
                bureau_loan(2, overdue_days=0, overdue_amount=0.0, max_overdue_amount=0.0),
                bureau_loan(3, prolonged=2, due_end_days=10),
            ]
        )
        assert found["bureau_overdue_loans"] == 1
        assert found["bureau_overdue_amount"] == 80
        assert found["bureau_overdue_days_max"] == 12
        assert found["bureau_max_overdue_amount"] == 90
        assert found["bureau_ever_overdue_share"] == 0.5
        assert found["bureau_prolonged"] == 2
        assert found["bureau_past_end_loans"] == 1

    def test_a_sum_of_unknown_amounts_is_unknown_and_of_no_loans_is_zero(self):
        assert features(bureau_loans=[bureau_loan()])["bureau_debt"] is None
        assert features(bureau_loans=[bureau_loan(status="closed")])["bureau_debt"] == 0
        assert features()["bureau_debt"] == 0

    def test_months(self):
        rows = [(0, "on_time"), (3, "late_1_30"), (12, "late_31_60"), (13, "late_over_120"),
                (20, "unknown"), (30, "closed")]  # fmt: skip
        months = [{"bureau_loan_id": 1, "month": m, "status": s} for m, s in rows]
        said = one_loan("bureau_loans", bureau_loans=[bureau_loan()], bureau_months=months)
        assert said["months_reported"] == 6
        assert said["months_reported_recent"] == 3
        assert (said["months_late"], said["months_late_recent"]) == (3, 2)
        assert (said["worst_late_grade"], said["worst_late_grade_recent"]) == (5, 2)
        assert said["months_since_late"] == 3
        found = features(bureau_loans=[bureau_loan()], bureau_months=months)
        assert found["bureau_late_share"] == 0.5
        assert found["bureau_worst_late_grade"] == 5
        assert found["bureau_late_loans"] == 1

    def test_a_loan_without_months(self):
        said = one_loan("bureau_loans", bureau_loans=[bureau_loan()])
        assert (said["months_reported"], said["months_late"]) == (0, 0)
        assert said["worst_late_grade"] is None
        assert said["months_since_late"] is None


def previous_loan(number: int = 1, **said: Any) -> dict[str, Any]:
    base = {"client_id": 1, "previous_loan_id": number, "status": "approved", "decided_days": 500}
    return {**base, **said}


class TestPrevious:
    def test_outcomes(self):
        found = features(
            previous_loans=[
                previous_loan(1),
                previous_loan(2, status="refused", decided_days=40, refusal_reason="limit"),
                previous_loan(3, status="refused", decided_days=700, refusal_reason="sco"),
                previous_loan(4, status="canceled", decided_days=90),
            ]
        )
        assert found["previous_applications"] == 4
        assert found["previous_approved"] == 1
        assert found["previous_refused"] == 2
        assert found["previous_refused_share"] == 0.5
        assert found["previous_given_up_share"] == 0.25
        assert found["previous_refused_recent"] == 1
        assert found["previous_refused_for_limit"] == 1
        assert found["previous_refused_for_score"] == 1
        assert found["previous_last_refused"] == 1
        assert found["previous_last_refusal_days"] == 40
        assert (found["previous_last_days"], found["previous_first_days"]) == (40, 700)

    def test_amounts(self):
        found = features(
            previous_loans=[
                previous_loan(1, asked_amount=1_000.0, credit_amount=900.0, annuity=100.0,
                              down_payment=100.0, goods_price=1_000.0, term=10),
                previous_loan(2, asked_amount=3_000.0, credit_amount=2_700.0, annuity=300.0),
                previous_loan(3, status="refused", asked_amount=9_000.0, credit_amount=0.0),
            ]
        )  # fmt: skip
        assert found["previous_agreed_to_asked"] == pytest.approx(0.9, rel=1e-15)
        assert found["previous_amount_mean"] == 1_800
        assert found["credit_to_previous"] == pytest.approx(12_000 / 1_800, rel=1e-15)
        assert found["annuity_to_previous"] == 2.5
        assert found["previous_down_payment_share"] == pytest.approx(0.1, rel=1e-15)
        assert found["previous_term_mean"] == 10

    def test_running_loans(self):
        found = features(
            previous_loans=[
                previous_loan(1, annuity=100.0, first_due_days=400, last_due_days=-100),
                previous_loan(2, annuity=70.0, first_due_days=400),
                previous_loan(3, annuity=50.0, first_due_days=400, last_due_days=90, ended_days=80,
                              last_due_first_version_days=30),
                previous_loan(4, annuity=30.0),
            ]
        )  # fmt: skip
        assert found["previous_running"] == 2
        assert found["previous_running_annuity_to_income"] == pytest.approx(0.17, rel=1e-12)
        assert found["previous_ended_early_share"] == 1

    @pytest.mark.parametrize("yearly", [0.02, 0.1, 0.3, 0.8])
    @pytest.mark.parametrize("payments", [3, 12, 60])
    def test_implied_rate_is_within_one_percent_of_the_exact_one(self, yearly, payments):
        monthly = yearly / 12
        annuity = 10_000 * monthly / (1 - (1 + monthly) ** -payments)
        loan = previous_loan(credit_amount=10_000.0, annuity=annuity, term=payments)
        assert features(previous_loans=[loan])["previous_rate_mean"] == pytest.approx(
            yearly, rel=0.01
        )

    @pytest.mark.parametrize(
        ("amount", "annuity", "term", "rate"),
        [
            (1_000.0, 100.0, 10, 0.0),  # gives the amount back, no more
            (1_000.0, 50.0, 10, None),  # falls short of it
            (1_000.0, 100.0, 0, None),
            (0.0, 100.0, 10, None),
            (1_000.0, None, 10, None),
        ],
    )
    def test_rates_that_cannot_be_told(self, amount, annuity, term, rate):
        loan = previous_loan(credit_amount=amount, annuity=annuity, term=term)
        assert features(previous_loans=[loan])["previous_rate_mean"] == rate


def pos_month(month: int, **said: Any) -> dict[str, Any]:
    return {"client_id": 1, "previous_loan_id": 1, "month": month, **said}


class TestMonths:
    def test_pos(self):
        rows = [
            pos_month(2, instalments_left=3, days_late=0, days_late_tolerated=0),
            pos_month(5, instalments_left=6, days_late=9, days_late_tolerated=9),
            pos_month(14, instalments_left=15, days_late=40, days_late_tolerated=0),
            pos_month(15, instalments_left=16, days_late=3, days_late_tolerated=3),
        ]
        said = one_loan("previous_loans", previous_loans=[previous_loan()], pos_months=rows)
        assert (said["pos_months"], said["pos_months_recent"]) == (4, 2)
        assert (said["pos_months_late"], said["pos_months_late_recent"]) == (2, 1)
        assert (said["pos_days_late_max"], said["pos_days_late_tolerated_max"]) == (40, 9)
        assert said["pos_months_since_late"] == 5
        assert said["pos_instalments_left"] == 3
        found = features(previous_loans=[previous_loan(annuity=200.0)], pos_months=rows)
        assert found["pos_late_share"] == 0.5
        assert found["pos_instalments_left"] == 3
        assert found["previous_owed_to_income"] == pytest.approx(0.6, rel=1e-15)

    def test_cards(self):
        rows = [
            pos_month(1, balance=900.0, limit=1_000.0, drawings=100.0, cash_drawings=50.0,
                      payment=10.0, total_payment=5.0, minimum_instalment=20.0),
            pos_month(6, balance=300.0, limit=1_000.0, drawings=0.0, payment=None,
                      total_payment=20.0, minimum_instalment=20.0, days_late=4,
                      days_late_tolerated=4),
            pos_month(18, balance=0.0, limit=0.0, drawings=300.0, cash_drawings=50.0),
        ]  # fmt: skip
        said = one_loan("previous_loans", previous_loans=[previous_loan()], card_months=rows)
        assert (said["card_limit"], said["card_balance"]) == (1_000, 900)
        assert said["card_balance_mean"] == 400
        assert said["card_use_mean"] == pytest.approx(0.6, abs=1e-6)
        assert said["card_use_max"] == pytest.approx(0.9, abs=1e-6)
        assert said["card_cash_share"] == 0.25
        assert said["card_payment_mean"] == 15
        assert said["card_months_underpaid"] == 1
        assert said["card_months_late"] == 1
        found = features(previous_loans=[previous_loan()], card_months=rows)
        assert found["card_use"] == pytest.approx(0.9, abs=1e-6)
        assert found["card_balance_to_income"] == pytest.approx(0.9, rel=1e-12)
        assert found["card_late_share"] == pytest.approx(1 / 3, rel=1e-12)

    def test_loans_known_by_their_months_only(self):
        found = tables(
            application=[APPLICATION], previous_loans=[previous_loan(1)],
            pos_months=[{**pos_month(3), "previous_loan_id": 2}],
            card_months=[{**pos_month(3, limit=100.0), "previous_loan_id": 3}], instalments=[],
        )  # fmt: skip
        loans = summarise(found).previous_loans
        assert loans["previous_loan_id"].to_list() == [1, 2, 3]
        assert loans["status"].to_list() == ["approved", None, None]
        built = build(summarise(found)).row(0, named=True)
        assert built["previous_applications"] == 1
        assert (built["pos_loans"], built["card_cards"]) == (1, 1)


def payment(number: int, due: int, paid: int | None, **said: Any) -> dict[str, Any]:
    base = {
        "client_id": 1, "previous_loan_id": 1, "version": 1, "number": number, "due_days": due,
        "paid_days": paid, "due_amount": 100.0, "paid_amount": None if paid is None else 100.0,
    }  # fmt: skip
    return {**base, **said}


class TestInstalments:
    def test_payments_of_one_instalment_are_taken_together(self):
        rows = [
            payment(1, 90, 100, paid_amount=60.0),
            payment(1, 90, 85, paid_amount=40.0),
            payment(2, 60, 62),
            payment(3, 500, 495, paid_amount=30.0),
            payment(3, 500, 480, paid_amount=30.0),
        ]
        said = one_loan("previous_loans", previous_loans=[previous_loan()], instalments=rows)
        assert (said["instalments_due"], said["instalments_due_recent"]) == (3, 2)
        assert (said["instalments_late"], said["instalments_late_recent"]) == (2, 1)
        assert (said["instalments_underpaid"], said["instalments_underpaid_recent"]) == (1, 0)
        assert said["instalments_due_amount"] == 300
        assert said["instalments_paid_amount"] == 260
        assert said["instalment_days_late_max"] == 20
        assert said["instalment_days_late_mean"] == pytest.approx(25 / 3, rel=1e-12)
        assert said["instalment_days_early_mean"] == pytest.approx(2 / 3, rel=1e-12)
        assert said["last_payment_days"] == 62

    def test_what_was_never_paid_is_late_since_it_was_due(self):
        said = one_loan("previous_loans", instalments=[payment(1, 30, None)])
        assert said["instalments_late"] == 1
        assert said["instalments_underpaid"] == 1
        assert said["instalment_days_late_max"] == 30
        assert said["instalments_paid_amount"] == 0
        found = features(instalments=[payment(1, 30, None)])
        assert found["instalments_shortfall_share"] == 1

    def test_what_is_not_due_yet_does_not_count(self):
        said = one_loan(
            "previous_loans", previous_loans=[previous_loan()], instalments=[payment(1, -5, None)]
        )
        assert said["instalments_due"] == 0
        assert said["instalment_days_late_max"] is None

    def test_overpaying_is_no_shortfall(self):
        found = features(instalments=[payment(1, 30, 31, paid_amount=150.0)])
        assert found["instalments_shortfall_share"] == 0


class TestAbsence:
    def test_an_absent_table_leaves_its_features_missing(self):
        found = tables(**EMPTY)
        for absent in EMPTY:
            built = compute(without(found, absent)).row(0, named=True)
            for name, needs in NEEDS.items():
                if absent in needs:
                    assert built[name] is None, (absent, name)

    def test_a_client_without_rows_has_counts_and_sums_of_zero(self):
        found = features()
        zeros = {name for name, needs in NEEDS.items() if needs and found[name] == 0}
        others = {name for name, needs in NEEDS.items() if needs and found[name] is None}
        needing = {name for name, needs in NEEDS.items() if needs}
        assert zeros | others == needing - {"total_effort_rate"}
        assert found["total_effort_rate"] == 0.5  # this loan's alone
        assert {"bureau_loans", "bureau_debt", "previous_refused", "pos_months", "card_limit",
                "instalments_due", "bureau_months_late"} <= zeros  # fmt: skip
        assert {"bureau_active_share", "bureau_last_opened_days", "previous_rate_mean", "card_use",
                "pos_late_share", "bureau_worst_late_grade"} <= others  # fmt: skip

    def test_known_decides_not_the_frames(self):
        application = table("application", [APPLICATION])
        known = frozenset({"application", "pos_months", "bureau_loans"})
        built = build(Loans(application, None, None, known)).row(0, named=True)
        assert (built["pos_months"], built["bureau_loans"]) == (0, 0)
        assert built["card_limit"] is None
        assert built["previous_applications"] is None

    def test_summary_columns_of_absent_tables_are_missing(self):
        loans = summarise(tables(bureau_loans=[bureau_loan()], previous_loans=[previous_loan()]))
        for kind in ("bureau_loans", "previous_loans"):
            frame = getattr(loans, kind)
            for column in SUMMARIES[kind]:
                assert frame.schema[column.name] == column.dtype
                assert frame[column.name].null_count() == 1, column.name

    def test_months_without_the_loans_table(self):
        found = tables(card_months=[pos_month(1, balance=10.0, limit=100.0)])
        loans = summarise(found)
        assert loans.previous_loans["client_id"].to_list() == [1]
        built = build(loans).row(0, named=True)
        assert built["card_use"] == pytest.approx(0.1, rel=1e-4)
        assert built["previous_applications"] is None
        assert built["pos_months"] is None
