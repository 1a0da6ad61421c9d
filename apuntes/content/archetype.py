"""A new page pair: both files with the order of sections that STYLE.md, 6.2, asks for."""

from __future__ import annotations

import re
from pathlib import Path

from apuntes.content.problem import ContentError, Problem
from apuntes.content.records import LANGUAGES, Language

_PATH = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)+")
_SECTIONS: dict[str, tuple[str, str, tuple[tuple[str, str, str], ...]]] = {
    "es": ("Qué responde esta página, en 50 a 160 caracteres: lo que enseña un buscador.",
           "Qué es. Cuándo usarlo. Cuándo no.",
           (("El primer tema", "first-topic", "Explica el porqué antes que el cómo."),
            ("Trampas de examen", "exam-traps", "!!! exam \"La trampa en una frase\"\n\n    Por qué engaña."),
            ("Solución de problemas", "troubleshooting",
             "??? trouble \"El mensaje que se ve\"\n\n    **Síntoma:** …\n\n    **Causa:** …\n\n    **Solución:** …\n\n"
             "    **Comprobación:** …"),
            ("Sigue por aquí", "next-steps", "Qué leer antes, qué después."))),
    "en": ("What this page answers, in 50 to 160 characters: what a search engine shows.",
           "What it is. When to use it. When not to.",
           (("The first topic", "first-topic", "Explain the why before the how."),
            ("Exam traps", "exam-traps", "!!! exam \"The trap in one sentence\"\n\n    Why it misleads."),
            ("Troubleshooting", "troubleshooting",
             "??? trouble \"The message that is seen\"\n\n    **Symptom:** …\n\n    **Cause:** …\n\n    **Fix:** …\n\n"
             "    **Check:** …"),
            ("Where to go next", "next-steps", "What to read before, what after."))),
}


def new_pair(root: Path, path: str, titles: dict[Language, str]) -> list[Path]:
    """Write docs/es/<path>.md and docs/en/<path>.md; `ContentError` if the path is no good or taken."""
    files = {language: root / "docs" / language / f"{path}.md" for language in LANGUAGES}
    if not _PATH.fullmatch(path):
        raise ContentError([Problem(f"docs/es/{path}.md", 0, f"“{path}” is no path for a page",
                                    "use lower-case English words: folder/two-words")])
    taken = [file for file in files.values() if file.exists()]
    if taken:
        raise ContentError([Problem(taken[0].relative_to(root).as_posix(), 0, "the page exists already", "edit it")])
    for language, file in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_text(language, titles[language]), encoding="utf-8")
    return list(files.values())


def _text(language: Language, title: str) -> str:
    description, opening, sections = _SECTIONS[language]
    parts = [f"---\ntitle: {title}\ndescription: \"{description}\"\n---", f"# {title}", opening]
    parts += [f"## {name} {{ #{ident} }}\n\n{body}" for name, ident, body in sections]
    return "\n\n".join(parts) + "\n"
