"""Markdown that the build adds to the pages of labs, from their records. Pure functions."""

from __future__ import annotations

from apuntes.labs.record import Lab

HEAD = "<!-- apuntes:lab -->"
LIST = "<!-- apuntes:labs -->"
_WORDS = {
    "es": {"lab": "Laboratorio", "service": "Servicio", "time": "Tiempo", "minutes": "unos {} minutos",
           "cost": "Coste en una cuenta real", "before": "Conviene saber"},
    "en": {"lab": "Lab", "service": "Service", "time": "Time", "minutes": "about {} minutes",
           "cost": "Cost in a real account", "before": "Good to know"},
}


def filled(markdown: str, path: str, labs: list[Lab], language: str, titles: dict[str, str]) -> str:
    """The page with `HEAD` replaced by its lab's time, cost and pages, and `LIST` by the list of all labs."""
    if LIST in markdown:
        return markdown.replace(LIST, listing(labs, language, titles))
    here = [lab for lab in labs if path == f"labs/{lab.id}"]
    return markdown.replace(HEAD, head(here[0], language, titles)) if here else markdown


def head(lab: Lab, language: str, titles: dict[str, str]) -> str:
    """What a reader wants to know before beginning."""
    words = _WORDS[language]
    pages = ", ".join(f"[{titles.get(page, page)}](../{page}.md)" for page in lab.pages)
    return "\n".join([f"- **{words['time']}:** {words['minutes'].format(lab.minutes)}",
                      f"- **{words['cost']}:** {lab.cost[language]}",
                      f"- **{words['before']}:** {pages}"])


def listing(labs: list[Lab], language: str, titles: dict[str, str]) -> str:
    """A table with one row per lab, in the order given."""
    words = _WORDS[language]
    rows = [f"| {words['lab']} | {words['service']} | {words['time']} | {words['cost']} |", "|---|---|---|---|"]
    for lab in labs:
        services = ", ".join(f"[{titles.get(f'{name}/index', name)}](../{name}/index.md)" for name in lab.services)
        rows.append(f"| [{titles.get(f'labs/{lab.id}', lab.id)}]({lab.id}.md) | {services} | {lab.minutes} min "
                    f"| {lab.cost[language]} |")
    return "\n".join(rows)
