"""The translations: found in the sources, kept in PO files, checked, and compiled.

GNU gettext's programs are not needed: Babel reads Python, Django's own `templatize` reads the
templates, polib reads and writes the catalogues. English is the language of the sources.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract_from_file
from django.utils.translation.template import templatize

from ml.wording.typography import typography_problems

ROOT = Path(__file__).resolve().parent.parent
APPS = ("clients", "scoring", "explain", "portal")
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
LEFT_OUT = {"tests", "migrations", "__pycache__"}

KEYWORDS: dict[str, Any] = {
    name: places
    for short, places in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for name in (short, f"{short}_lazy")
} | {"_": None, "gettext_noop": None}

_STRING = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
_CALL = re.compile(
    rf"(?<!\w)(_|gettext|ngettext|pgettext|npgettext)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)",
    re.DOTALL,
)
_PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*[\d.]*[a-zA-Z]|(?<!%)(?:%%)*%[a-zA-Z]|\{(\w*)\}")

Key = tuple[str | None, str]
"""A message's context and English text."""


@dataclass
class Message:
    """A text of the sources, and the files that say it."""

    msgid: str
    plural: str | None = None
    context: str | None = None
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        """What tells it from other messages."""
        return self.context, self.msgid


def extract(root: Path = ROOT) -> dict[Key, Message]:
    """Every message of the apps' Python files and of all templates."""
    found: dict[Key, Message] = {}
    for path, message in _messages(root):
        kept = found.setdefault(message.key, message)
        kept.plural = kept.plural or message.plural
        kept.files.add(path.relative_to(root).as_posix())
    return found


def update(path: Path = CATALOGUE, root: Path = ROOT) -> tuple[list[str], list[str]]:
    """Bring the catalogue in line with the sources; returns the English texts added and removed."""
    messages, catalogue = extract(root), _read(path)
    entries = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    fresh = polib.POFile(wrapwidth=98)
    fresh.metadata = catalogue.metadata
    for key in sorted(messages, key=lambda key: (key[1], key[0] or "")):
        message, known = messages[key], entries.get(key)
        fresh.append(_entry(message, known))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(path))
    added = [msgid for context, msgid in messages if (context, msgid) not in entries]
    removed = [msgid for context, msgid in entries if (context, msgid) not in messages]
    return added, removed


def compile_catalogue(path: Path = CATALOGUE) -> Path:
    """Write the MO file that Django reads."""
    compiled = path.with_suffix(".mo")
    polib.pofile(str(path)).save_as_mofile(str(compiled))
    return compiled


def compile_if_older(path: Path = CATALOGUE) -> bool:
    """Compile where the MO file is absent or older than the PO file; whether it was."""
    compiled = path.with_suffix(".mo")
    fresh = compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime
    if not fresh:
        compile_catalogue(path)
    return not fresh


def problems(path: Path = CATALOGUE, root: Path = ROOT) -> list[str]:
    """Everything wrong with the catalogue, one line each."""
    messages, catalogue = extract(root), polib.pofile(str(path))
    entries = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    found = [f"not in the catalogue: {msgid!r}" for _, msgid in messages.keys() - entries.keys()]
    found += [f"in no source: {msgid!r}" for _, msgid in entries.keys() - messages.keys()]
    found += [f"obsolete: {entry.msgid!r}" for entry in catalogue.obsolete_entries()]
    for entry in entries.values():
        found += [f"{problem}: {entry.msgid!r}" for problem in _entry_problems(entry)]
    return sorted(found)


def placeholders(text: str) -> list[str]:
    """The parts of a text that are filled in, sorted."""
    return sorted(match.group(0) for match in _PLACEHOLDER.finditer(text))


def _messages(root: Path) -> Iterator[tuple[Path, Message]]:
    for path in sorted(_files(root, APPS, "*.py")):
        for _, texts, _, context in extract_from_file("python", str(path), KEYWORDS):
            words = (texts,) if isinstance(texts, str) else texts
            yield path, Message(words[0], words[1] if len(words) > 1 else None, context)
    for path in sorted((root / "templates").rglob("*.html")):
        for message in template_messages(path.read_text(encoding="utf-8")):
            yield path, message


def template_messages(source: str) -> Iterator[Message]:
    """The messages of one template."""
    for match in _CALL.finditer(templatize(source)):
        name, arguments = match.groups()
        words = [str(word) for word in ast.literal_eval(f"[{arguments}]")]
        context = words.pop(0) if name in {"pgettext", "npgettext"} else None
        yield Message(words[0], words[1] if len(words) > 1 else None, context)


def _files(root: Path, folders: Iterable[str], pattern: str) -> Iterator[Path]:
    for folder in folders:
        for path in (root / folder).rglob(pattern):
            if not LEFT_OUT & set(path.relative_to(root).parts):
                yield path


def _read(path: Path) -> polib.POFile:
    if path.exists():
        return polib.pofile(str(path))
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Language": "fr",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    return catalogue


def _entry(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.msgid,
        msgctxt=message.context,
        msgid_plural=message.plural or "",
        msgstr=known.msgstr if known else "",
        occurrences=[(name, "") for name in sorted(message.files)],
    )
    if message.plural:
        entry.msgstr_plural = dict(known.msgstr_plural) if known else {}
        entry.msgstr_plural = entry.msgstr_plural or {0: "", 1: ""}
    if placeholders(message.msgid) or "%%" in message.msgid:
        entry.flags.append("python-format")
    return entry


def _entry_problems(entry: polib.POEntry) -> Iterator[str]:
    if entry.fuzzy:
        yield "fuzzy"
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not texts or not all(texts):
        yield "not translated"
        return
    wanted = placeholders(entry.msgid_plural or entry.msgid)
    for number, text in enumerate(texts):
        given = placeholders(text)
        # The singular may say "one" in words.
        if given != wanted and not (entry.msgid_plural and number == 0 and not given):
            yield f"placeholders {given} instead of {wanted}"
        yield from typography_problems(text)
