"""The translations: reading the sources, and what is wrong with a catalogue."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import polib
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext, override

from portal import catalogues


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with a message of each kind."""
    (tmp_path / "clients" / "tests").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "clients" / "words.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext_lazy\n"
        'A = _("Hello %(name)s")\n'
        'B = ngettext("%(count)s loan", "%(count)s loans", 2)\n'
        'C = pgettext_lazy("advice", "Grant")\n',
        encoding="utf-8",
    )
    (tmp_path / "clients" / "tests" / "test_words.py").write_text('_("Not for people")\n')
    (tmp_path / "templates" / "page.html").write_text(
        '{% load i18n %}{% comment %}{% translate "Documentation" %}{% endcomment %}'
        '{% translate "Grant" context "advice" %}'
        "{% blocktranslate with n=1 %}At {{ n }} %{% endblocktranslate %}"
        '{{ _("Filtered")|upper }}',
        encoding="utf-8",
    )
    return tmp_path


def test_messages_of_code_and_templates_are_found(project: Path) -> None:
    found = catalogues.extract(project)
    assert set(found) == {
        (None, "Hello %(name)s"),
        (None, "%(count)s loan"),
        ("advice", "Grant"),
        (None, "At %(n)s %%"),
        (None, "Filtered"),
    }
    assert found[None, "%(count)s loan"].plural == "%(count)s loans"
    assert found["advice", "Grant"].files == {"clients/words.py", "templates/page.html"}


def test_a_catalogue_follows_the_sources_and_keeps_its_translations(project: Path) -> None:
    path = project / "locale" / "django.po"
    added, removed = catalogues.update(path, project)
    assert (len(added), removed) == (5, [])
    catalogue = polib.pofile(str(path))
    catalogue.find("Filtered").msgstr = "Filtré"
    catalogue.save()
    (project / "templates" / "page.html").write_text('{% translate "Filtered" %}')
    added, removed = catalogues.update(path, project)
    assert added == []
    assert removed == ["At %(n)s %%"]
    assert polib.pofile(str(path)).find("Filtered").msgstr == "Filtré"
    assert catalogues.update(path, project) == ([], [])


def one_entry(project: Path, **changes: object) -> list[str]:
    """What is wrong with a catalogue of one translated message, after these changes."""
    (project / "clients" / "words.py").write_text('_("Hello %(name)s")\n')
    (project / "templates" / "page.html").write_text("")
    path = project / "django.po"
    catalogues.update(path, project)
    catalogue = polib.pofile(str(path))
    entry = catalogue[0]
    entry.msgstr = "Bonjour %(name)s"
    for name, value in changes.items():
        setattr(entry, name, value)
    catalogue.save()
    return catalogues.problems(path, project)


def test_a_complete_catalogue_has_no_problems(project: Path) -> None:
    assert one_entry(project) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"msgstr": ""}, "not translated"),
        ({"msgstr": "Bonjour %(nom)s"}, "placeholders"),
        ({"msgstr": "Bonjour"}, "placeholders"),
        ({"msgstr": "Bonjour %(name)s !"}, "an ordinary space"),
        ({"msgstr": "Bonjour %(name)s!"}, "no space before"),
        ({"flags": ["fuzzy"]}, "fuzzy"),
        ({"obsolete": 1}, "obsolete"),
        ({"msgid": "Hi %(name)s"}, "in no source"),
        ({"msgid": "Hi %(name)s"}, "not in the catalogue"),
    ],
)
def test_each_fault_of_a_catalogue_is_found(
    project: Path, changes: dict[str, object], problem: str
) -> None:
    assert any(problem in found for found in one_entry(project, **changes))


@pytest.mark.parametrize(
    "text",
    [
        "Erreur : non",
        "Non ; si ?",
        "12 %",
        "« a »",
        "12:30",
        "http://a.b/?c:d",
        "l’eau…",
        "%(n)s %%",
    ],
)
def test_right_typography_passes(text: str) -> None:
    right = text.replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    for sign in ":;?%":
        right = right.replace(f" {sign}", f"\u202f{sign}")
    assert catalogues.typography_problems(right) == []


@pytest.mark.parametrize(
    "text", ["Erreur : non", "Erreur: non", "Non;", "Quoi ?", "12%", "12 %", "«a»", "l'eau", "a..."]
)
def test_wrong_typography_is_found(text: str) -> None:
    assert catalogues.typography_problems(text)


def test_the_compiled_catalogue_is_made_again_when_it_is_older(project: Path) -> None:
    one_entry(project)
    path = project / "django.po"
    assert catalogues.compile_if_older(path)
    assert not catalogues.compile_if_older(path)
    assert polib.mofile(str(path.with_suffix(".mo")))[0].msgstr == "Bonjour %(name)s"


def test_our_french_is_complete_and_well_set() -> None:
    assert catalogues.problems() == []


def test_the_command_fails_where_the_catalogue_is_not_right(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = StringIO()
    call_command("translations", "check", stdout=out)
    assert "complete" in out.getvalue()
    monkeypatch.setattr(catalogues, "problems", lambda: ["not translated: 'x'"])
    with pytest.raises(CommandError, match="not translated"):
        call_command("translations", "check")


def test_pages_speak_french() -> None:
    with override("fr"):
        assert gettext("Sign out") == "Se déconnecter"
    with override("en"):
        assert gettext("Sign out") == "Sign out"
