"""Every KPI is defined once, told in three languages and documented; the copy reads columns that exist."""

import re

import pytest
from django.apps import apps
from tools.kpi_reference import PATH, WORDS, reference

from moadon.insight.kpis import BYS, KPIS, MEASURES, Kpi
from moadon.insight.lake.tables import COPIED, GROWN, TABLES
from moadon.insight.reports.behind import rows_behind_known
from moadon.kernel.sentences import LANGUAGES, Catalogue

PARTS = ("title", "explanation", "formula")


def test_the_reference_is_written_from_the_definitions() -> None:
    assert PATH.read_text(encoding="utf-8") == reference(), "run: .venv/bin/python tools/kpi_reference.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kpi_is_told_in_every_language_and_nothing_else_is(language: str) -> None:
    told = Catalogue.load(WORDS).sentences[language]

    assert set(told) == {f"kpi.{kpi.id}.{part}" for kpi in KPIS for part in PARTS}
    assert all(str(text).strip() for text in told.values())


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.id)
def test_every_kpi_is_made_of_measures_and_opens_rows(kpi: Kpi) -> None:
    assert set(kpi.measures) <= MEASURES.keys()
    assert set(kpi.by) <= set(BYS)
    assert rows_behind_known(kpi)


def test_every_measure_is_used_or_belongs_to_the_mean_of_means() -> None:
    used = {name for kpi in KPIS for name in kpi.measures}

    assert MEASURES.keys() - used == {"receipt_means", "item_means"}


def test_ids_are_told_once() -> None:
    assert len({kpi.id for kpi in KPIS}) == len(KPIS)


@pytest.mark.parametrize("table", [*GROWN, *COPIED], ids=lambda table: table.name)
def test_the_copy_reads_tables_that_the_apps_have(table: object) -> None:
    select = str(getattr(table, "select", ""))
    named = set(re.findall(r"(?:from|join) (\w+_\w+)", select))

    assert named <= {model._meta.db_table for model in apps.get_models()}
    assert list(TABLES)


def test_no_column_of_the_copy_is_personal() -> None:
    personal = {"first_name", "last_name", "phone", "email", "card", "external_id", "birth_date"}

    assert not personal & TABLES["members"].columns.keys()
