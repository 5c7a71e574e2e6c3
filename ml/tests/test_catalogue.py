"""The catalogue says everything, in both languages, and nothing else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from ml.features import CATEGORICAL, FEATURES
from ml.features.application import EXTERNAL
from ml.schema import SUMMARIES, TABLES, Kind
from ml.wording.catalogue import CATALOGUE, THEMES, catalogue, category_label, column_label
from ml.wording.catalogue_file import PATH, CatalogueError, load
from ml.wording.entries import LANGUAGES, Text

RAW: dict[str, Any] = tomllib.loads(PATH.read_text(encoding="utf-8"))

SHOWN_TABLES = ("application", "bureau_loans", "previous_loans")


def phrases(node: object, where: str = "") -> Iterator[tuple[str, str, str]]:
    """Every string of the file as (where, language, words)."""
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key in LANGUAGES:
            for kind, words in value.items() if isinstance(value, dict) else [("", value)]:
                for said in words if isinstance(words, list) else [words]:
                    yield f"{where}.{kind}".strip("."), key, said
        else:
            yield from phrases(value, f"{where}.{key}".strip("."))


ALL = list(phrases(RAW))


class TestCompleteness:
    def test_every_feature_has_an_entry_and_every_entry_a_feature_in_order(self):
        assert tuple(name for name, e in CATALOGUE.items() if not e.retired) == FEATURES

    def test_kinds_agree_with_the_features(self):
        assert {name for name, e in CATALOGUE.items() if e.kind == "category"} == set(CATEGORICAL)

    def test_every_phrase_is_there_in_both_languages(self):
        said: dict[str, dict[str, int]] = {}
        for where, language, words in ALL:
            assert words.strip() == words, where
            assert words, where
            languages = said.setdefault(where, {})
            languages[language] = languages.get(language, 0) + 1
        assert len(said) > 700
        for where, languages in said.items():
            assert languages.keys() == set(LANGUAGES), where
            assert len(set(languages.values())) == 1, where

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("table", SHOWN_TABLES)
    def test_every_column_that_people_see_has_a_label(self, table, language):
        for column in (*TABLES[table].columns, *SUMMARIES.get(table, ())):
            assert column_label(table, column.name, language), column.name

    def test_every_column_label_is_of_a_column(self):
        for table, columns in RAW["columns"].items():
            known = {*TABLES[table].schema, *(c.name for c in SUMMARIES.get(table, ()))}
            assert columns.keys() <= known

    def test_a_column_that_is_a_feature_is_named_once(self):
        assert not RAW["columns"]["application"].keys() & RAW["features"].keys()

    def test_labels_of_a_table_differ_from_each_other(self):
        for table in SHOWN_TABLES:
            for language in LANGUAGES:
                labels = [column_label(table, name, language) for name in TABLES[table].schema]
                assert len(set(labels)) == len(labels), table

    def test_labels_of_features_differ_from_each_other(self):
        for language in LANGUAGES:
            labels = [entry.label[language] for entry in CATALOGUE.values()]
            assert len(set(labels)) == len(labels)

    def test_categories_are_those_of_the_schema(self):
        values: dict[str, set[str]] = {}
        for table in TABLES.values():
            for column in table.columns:
                if column.kind is Kind.CATEGORY:
                    values.setdefault(column.name, set()).update(column.categories)
        assert {name: set(labels) for name, labels in RAW["categories"].items()} == values

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_categories_of_a_column_differ_from_each_other(self, language):
        for table in TABLES.values():
            for column in table.columns:
                labels = [category_label(column.name, v, language) for v in column.categories]
                assert len(set(labels)) == len(labels), column.name

    def test_every_theme_unit_and_missing_phrase_is_used(self):
        features = RAW["features"].values()
        assert {feature["theme"] for feature in features} == set(THEMES)
        assert {feature["unit"] for feature in features if "unit" in feature} == set(RAW["units"])
        told = [*features, *RAW["retired"].values()]
        used = {feature.get("missing", "default") for feature in told}
        assert used == set(RAW["missing"])

    def test_grades_are_those_of_the_summary(self):
        assert sorted(catalogue().grades) == [0, 1, 2, 3, 4, 5]


class TestSense:
    def test_a_better_external_score_may_never_lower_the_score(self):
        for name in EXTERNAL:
            assert CATALOGUE[name].monotone == -1

    def test_lateness_may_never_raise_the_score(self):
        for name in ("bureau_late_share", "pos_late_share", "instalments_late_share"):
            assert CATALOGUE[name].monotone == 1

    def test_categories_are_not_ordered(self):
        assert all(CATALOGUE[name].monotone == 0 for name in CATEGORICAL)

    def test_what_a_client_cannot_change_is_not_actionable(self):
        for name in ("age_days", "external_score_1", "region_rating", "previous_refused"):
            assert not CATALOGUE[name].actionable
        for name in ("credit_amount", "effort_rate", "bureau_debt"):
            assert CATALOGUE[name].actionable

    def test_facts_judge_nothing_since_they_serve_both_ways(self):
        judging = re.compile(
            r"\b(too|only|high|low|good|bad|poor|risky|trop|seulement|élevée?s?|faibles?|bon|mauvais)\b"
        )
        for entry in CATALOGUE.values():
            for language in LANGUAGES:
                fact = entry.fact[language].replace("le plus élevé", "")
                assert not judging.search(fact), (entry.name, fact)

    def test_reasons_say_which_way(self):
        for entry in CATALOGUE.values():
            assert entry.raises.en != entry.lowers.en
            assert entry.raises.fr != entry.lowers.fr
            assert "{value}" in entry.raises.fr
            assert "{value}" not in entry.missing_raises.fr
            assert entry.label.fr in entry.missing_lowers.fr


SPACE_BEFORE = re.compile(r"(.)([:;!?%»])")


class TestFrench:
    def test_unbreakable_spaces_before_double_signs(self):
        for where, language, words in ALL:
            if language != "fr":
                continue
            for before, sign in SPACE_BEFORE.findall(words):
                wanted = "\N{NO-BREAK SPACE}" if sign in ":»" else "\N{NARROW NO-BREAK SPACE}"
                assert before == wanted, f"{where}: {words}"
            assert "« " not in words, where

    def test_apostrophes_are_curly(self):
        for where, _, words in ALL:
            assert "'" not in words, f"{where}: {words}"

    def test_english_has_no_space_before_signs(self):
        for where, language, words in ALL:
            if language == "en":
                assert not re.search(r"\s[:;!?%]", words), f"{where}: {words}"

    def test_nothing_was_left_untranslated(self):
        pairs: dict[str, dict[str, list[str]]] = {}
        for where, language, words in ALL:
            pairs.setdefault(where, {}).setdefault(language, []).append(words)
        same = {where for where, said in pairs.items() if said["fr"] == said["en"]}
        alike = re.compile(
            r"units\.(application|card|document|score)"
            r"|categories\.employer_type\.(agriculture|culture|police|religion|services"
            r"|transport_type_\d)"
            r"|categories\.refusal_reason\.(sco|scofr)"
        )
        assert {where for where in same if not alike.fullmatch(where)} == set()


GOOD = PATH.read_text(encoding="utf-8")


class TestLoading:
    def load(self, tmp_path, text: str):
        path = tmp_path / "catalogue.toml"
        path.write_text(text, encoding="utf-8")
        return load(path)

    def test_the_projects_own(self, tmp_path):
        entries = self.load(tmp_path, GOOD).entries
        assert tuple(name for name, entry in entries.items() if not entry.retired) == FEATURES

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("[features.income]", "[features.income", "line"),
            ('theme = "income"', 'theme = "incomes"', r"features\.income\.theme: 'incomes'"),
            ('format = "money"', 'format = "cash"', r"features\.income\.format: 'cash'"),
            ("monotone = -1", "monotone = 2", r"external_score_1\.monotone: 2"),
            ("monotone = -1", "monotony = -1", r"external_score_1: no such keys: monotony"),
            ('unit = "score"', "", r"external_scores_known: a count has a unit"),
            ('en.label = "Income"', "", r"features\.income\.label\.en: missing or empty"),
            ('en.label = "Income"', 'en.label = " "', r"features\.income\.label\.en: missing"),
            ('en.label = "Income"', 'en.labels = "Income"', r"income: no such words: labels"),
            ("gives {value}", "gives much", r"external_score_1\.fact\.en: \{value\} is wanted"),
            ('missing = "no_job"', 'missing = "no"', r"employed_days\.missing: 'no'"),
            ('subject = "job"', 'subject = "region"', r"subject: region is in another theme"),
            ('subject = "job"', 'subject = "income"', r"subject: income is a feature"),
            ("[themes]", "[theme]", r"\[themes\] is missing"),
            ('loan.fr = ["prêt", "prêts"]', 'loan.fr = ["prêt"]', r"units\.loan\.fr: one and"),
            ('male = { en = "male", fr = "homme" }', 'male = "male"', r"categories\.sex\.male"),
        ],
    )
    def test_a_malformed_file_is_refused_saying_where(self, tmp_path, old, new, message):
        assert old in GOOD
        with pytest.raises(CatalogueError, match=message):
            self.load(tmp_path, GOOD.replace(old, new, 1))

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(CatalogueError, match="nowhere"):
            load(tmp_path / "nowhere.toml")


class TestLabels:
    def test_words_by_language(self):
        text = Text(fr="prêt", en="loan")
        assert (text["fr"], text["en"]) == ("prêt", "loan")
        with pytest.raises(ValueError, match="no such language: 'de'"):
            text["de"]

    def test_columns(self):
        assert column_label("application", "income", "en") == "Income"
        assert column_label("application", "sex", "fr") == "Sexe"
        assert column_label("application", "document_14", "fr") == "Document 14 fourni"
        assert (
            column_label("application", "building_land_area_median", "en")
            == "Building: land area (median)"
        )
        assert column_label("previous_loans", "asked_amount", "fr") == "Montant demandé"

    @pytest.mark.parametrize(
        ("table", "column"), [("application", "nothing"), ("previous_loans", "income"), ("x", "y")]
    )
    def test_unknown_columns(self, table, column):
        with pytest.raises(KeyError):
            column_label(table, column, "en")

    def test_categories(self):
        assert category_label("contract", "cash", "fr") == "prêt personnel"
        with pytest.raises(KeyError):
            category_label("contract", "gift", "fr")
        with pytest.raises(ValueError, match="no such language"):
            category_label("contract", "cash", "it")
