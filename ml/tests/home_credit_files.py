"""Small, right sets of original files for tests to spoil."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ml.home_credit.names import ORIGINAL
from ml.testing import sample_folder

SAMPLE = sample_folder()
needs_sample = pytest.mark.skipif(
    not (SAMPLE / "joined_train.zip").exists(),
    reason=f"no real rows at {SAMPLE}; set HOME_CREDIT_SAMPLE",
)

FILES = {
    "application": "application_train",
    "bureau_loans": "bureau",
    "bureau_months": "bureau_balance",
    "previous_loans": "previous_application",
    "pos_months": "POS_CASH_balance",
    "card_months": "credit_card_balance",
    "instalments": "installments_payments",
}

_GIVEN: dict[str, dict[str, list[Any]]] = {
    "application": {
        "SK_ID_CURR": [7, 8, 9],
        "TARGET": [1, 0, 0],
        "NAME_CONTRACT_TYPE": ["Cash loans", "Revolving loans", "Cash loans"],
        "CODE_GENDER": ["F", "M", "XNA"],
        "FLAG_OWN_CAR": ["Y", "N", "N"],
        "AMT_INCOME_TOTAL": [1000.5, 2000, 3000],
        "AMT_CREDIT": [9000, 8000, 7000],
        "NAME_EDUCATION_TYPE": ["Secondary / secondary special", "Higher education", None],
        "NAME_FAMILY_STATUS": ["Single / not married", "Unknown", "Married"],
        "DAYS_BIRTH": [-12000, -15000, -20000],
        "DAYS_EMPLOYED": [-300, 365243, -1],
        "DAYS_REGISTRATION": [-3648.0, 0.0, None],
        "ORGANIZATION_TYPE": ["Trade: type 7", "XNA", "Self-employed"],
        "REGION_RATING_CLIENT_W_CITY": [2, -1, 3],
        "EMERGENCYSTATE_MODE": ["No", "Yes", None],
        "WALLSMATERIAL_MODE": ["Stone, brick", None, "Panel"],
    },
    "bureau_loans": {
        "SK_ID_CURR": [7, 7, 8],
        "SK_ID_BUREAU": [70, 71, 80],
        "CREDIT_ACTIVE": ["Active", "Closed", "Bad debt"],
        "DAYS_CREDIT": [-100, -900, -50],
        "DAYS_CREDIT_ENDDATE": [30000.0, -10.0, None],
        "CREDIT_TYPE": ["Credit card", "Cash loan (non-earmarked)", "Unknown type of loan"],
    },
    "bureau_months": {
        "SK_ID_BUREAU": [70, 70, 71, 999],
        "MONTHS_BALANCE": [0, -1, -5, -3],
        "STATUS": ["C", "0", "X", "5"],
    },
    "previous_loans": {
        "SK_ID_PREV": [170, 171, 180],
        "SK_ID_CURR": [7, 7, 8],
        "NAME_CONTRACT_TYPE": ["Consumer loans", "XNA", "Cash loans"],
        "NAME_CONTRACT_STATUS": ["Approved", "Canceled", "Unused offer"],
        "DAYS_DECISION": [-400, -20, -3],
        "DAYS_FIRST_DRAWING": [365243.0, None, -5.0],
        "CODE_REJECT_REASON": ["XAP", "XNA", "SCOFR"],
        "SELLERPLACE_AREA": [-1, 30, 0],
        "NAME_CASH_LOAN_PURPOSE": ["XAP", "Wedding / gift / holiday", "XNA"],
        "NAME_PRODUCT_TYPE": ["XNA", "x-sell", "walk-in"],
    },
    "pos_months": {
        "SK_ID_PREV": [170, 170, 888],
        "SK_ID_CURR": [7, 7, 9],
        "MONTHS_BALANCE": [-1, -2, -7],
        "NAME_CONTRACT_STATUS": ["Completed", "Returned to the store", "XNA"],
        "CNT_INSTALMENT": [12.0, 12.0, None],
    },
    "card_months": {
        "SK_ID_PREV": [171],
        "SK_ID_CURR": [7],
        "MONTHS_BALANCE": [-3],
        "AMT_BALANCE": [-12.5],
        "NAME_CONTRACT_STATUS": ["Sent proposal"],
    },
    "instalments": {
        "SK_ID_PREV": [170, 170],
        "SK_ID_CURR": [7, 7],
        "DAYS_INSTALMENT": [-30.0, -60.0],
        "DAYS_ENTRY_PAYMENT": [None, -59.0],
    },
}


def original_tables() -> dict[str, pl.DataFrame]:
    """Every table with all its original columns, those not given empty."""
    tables = {}
    for table, given in _GIVEN.items():
        height = len(next(iter(given.values())))
        tables[table] = pl.DataFrame(
            {
                name: pl.Series(given[name], strict=False)
                if name in given
                else pl.Series([None] * height, dtype=pl.Float64)
                for name in ORIGINAL[table].values()
            }
        )
    return tables


def write(folder: Path, tables: dict[str, pl.DataFrame], ending: str = "csv") -> Path:
    """The tables as original files with this ending in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, frame in tables.items():
        path = folder / f"{FILES[table]}.{ending}"
        if ending == "parquet":
            frame.write_parquet(path)
        elif ending == "csv.gz":
            with gzip.open(path, "wb") as file:
                file.write(frame.write_csv().encode())
        else:
            frame.write_csv(path)
    return folder


def zipped(folder: Path, inside: str = "") -> Path:
    """The folder's files in a zip beside it, in the folder ``inside`` of the zip."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"{inside}{file.name}")
    return path
