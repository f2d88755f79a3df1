from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from . import ground

# Settings that open nothing: there is no server at this address, and nothing is sealed with these words.
_APART = {
    "DJANGO_SETTINGS_MODULE": "happiness_cloud.settings",
    "HAPPINESS_SECRET_KEY": "apart",
    "HAPPINESS_FIELD_SECRETS": "apart",
    "HAPPINESS_LINK_SECRET": "apart",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
}
_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def evaluate() -> None:
    """Measure the house on your own files before you trust it: n, figures, 95 % bounds.

    Nothing is kept, and no data folder is needed: what asks for a database starts one of its own for as long.

    \b
    Example: happiness evaluate categories --train petitions.csv --text subject,body --label kind --json
    """


@evaluate.command(
    epilog="Example: happiness evaluate categories --train a.csv --test b.csv --text subject,body --label kind"
)
@ground.json_option
@click.option("--train", required=True, type=_file, help="Labelled rows: CSV, XLSX or JSON.")
@click.option("--test", type=_file, help="Labelled rows to judge on. Default: 5-fold cross-validation.")
@click.option("--text", required=True, help="The column with the words, or several: subject,body.")
@click.option("--label", required=True, help="The column with the category.")
@click.option("--unlabelled", multiple=True, type=_file, help="A file of more texts; may be given again.")
@click.option("--names", type=_file, help="The list of categories: first column the label, then its words.")
@click.option("--rounds", default=1, show_default=True, type=click.IntRange(1, 50), help="Repeat the folds.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same figures.")
def categories(as_json: bool, train: Path, test: Path | None, text: str, **options: Any) -> None:
    """How well categories are suggested: macro-F1, accuracy, each class, what is left unanswered."""
    with apart():
        from happiness_cloud.interfaces.evaluate import categories as kind

        figures = kind.measure(train, test, text=_names(text), **options)
    ground.tell(figures, as_json, _category_words)


@evaluate.command(
    epilog="Example: happiness evaluate routing --points calls.csv --polygons boards.geojson --expected board"
)
@ground.json_option
@click.option("--points", required=True, type=_file, help="Rows with a point each: CSV, XLSX or JSON.")
@click.option("--polygons", required=True, type=_file, help="The areas, as GeoJSON.")
@click.option("--expected", required=True, help="The column that says in which area a point lies.")
@click.option("--lon", default="", help="The column with the longitude. Default: lon, longitude …")
@click.option("--lat", default="", help="The column with the latitude. Default: lat, latitude …")
@click.option("--datum", default="wgs84", show_default=True, type=click.Choice(["wgs84", "gcj02", "bd09"]))
def routing(as_json: bool, points: Path, polygons: Path, **options: Any) -> None:
    """How many points fall into the area recorded for them."""
    with own_house():
        from happiness_cloud.interfaces.evaluate import routing as kind

        figures = kind.measure(points, polygons, **options)
    ground.tell(figures, as_json, _share_words)


@evaluate.command(epilog="Example: happiness evaluate deadlines --cases stream.csv --mapping boston-311")
@ground.json_option
@click.option(
    "--cases", required=True, type=_file, help="Matters with recorded deadlines: CSV, XLSX or JSON."
)
@click.option("--mapping", default="", help="A YAML file or a shipped name. Default: the one that fits.")
def deadlines(as_json: bool, cases: Path, mapping: str) -> None:
    """Whether our clocks say "in time" where the file says so."""
    with own_house():
        from happiness_cloud.interfaces.evaluate import deadlines as kind

        figures = kind.measure(cases, mapping=mapping)
    ground.tell(figures, as_json, _share_words)


@evaluate.command(
    epilog="Example: happiness evaluate search --cases calls.csv --queries asked.csv --text body"
)
@ground.json_option
@click.option("--cases", required=True, type=_file, help="The matters: CSV, XLSX or JSON.")
@click.option("--queries", required=True, type=_file, help="Rows with a query and the ids it should find.")
@click.option("--id", "key", default="id", show_default=True, help="The column of --cases with the id.")
@click.option("--text", required=True, help="The column of --cases with the words, or several: title,body.")
@click.option("--query", default="query", show_default=True, help="The column of --queries with the words.")
@click.option("--expected", default="expected", show_default=True, help="The column with the ids: 17 23 42.")
def search(as_json: bool, cases: Path, queries: Path, text: str, **options: Any) -> None:
    """How much of what should be found stands among the first ten (recall@10), and how far up (MRR)."""
    with own_house():
        from happiness_cloud.interfaces.evaluate import search as kind

        figures = kind.measure(cases, queries, text=_names(text), **options)
    ground.tell(figures, as_json, _search_words)


@evaluate.command(epilog="Example: happiness evaluate duplicates --cases stream.csv --pairs pairs.csv")
@ground.json_option
@click.option("--cases", required=True, type=_file, help="The matters: CSV, XLSX or JSON.")
@click.option("--pairs", required=True, type=_file, help="Two columns of ids: the same thing, twice.")
@click.option("--text", default="", help="The columns with words: title,body. Default: the usual names.")
@click.option("--id", default="", help="The column with the id. Default: case_id, id, number …")
@click.option("--time", default="", help="The column with the moment. Default: open_dt, reported_at …")
@click.option("--lon", default="", help="The column with the longitude. Default: lon, longitude …")
@click.option("--lat", default="", help="The column with the latitude. Default: lat, latitude …")
@click.option("--category", default="", help="The column with the kind. Default: type, category …")
def duplicates(as_json: bool, cases: Path, pairs: Path, text: str, **options: str) -> None:
    """In how many pairs the second is among the five shown to who reports the first (recall@5)."""
    with apart():
        from happiness_cloud.interfaces.evaluate import duplicates as kind

        figures = kind.measure(cases, pairs, text=_names(text), **options)
    ground.tell(figures, as_json, _pair_words)


@evaluate.command(
    epilog="Example: happiness evaluate topics --cases petitions.csv --text subject,body --top 20"
)
@ground.json_option
@click.option("--cases", required=True, type=_file, help="The matters: CSV, XLSX or JSON.")
@click.option("--text", required=True, help="The columns with words, the title first: subject,body.")
@click.option("--truth", default="", help="The column with the known topic, empty where nobody knows.")
@click.option("--id", default="", help="The column with the id. Default: id, case_id … or the row's number.")
@click.option("--time", default="", help="The column with the moment. Default: time, open_dt …, if any.")
@click.option("--place", default="", help="The column with the place. Default: place, community …, if any.")
@click.option("--category", default="", help="The column with the kind of matter. Default: none.")
@click.option("--votes", default="", help="The column with votes. Default: votes, likes …, if any.")
@click.option("--reporter", default="", help="The column with who wrote. Default: reporter, user …, if any.")
@click.option("--lon", default="", help="The column with the longitude. Default: lon, longitude …, if any.")
@click.option("--lat", default="", help="The column with the latitude. Default: lat, latitude …, if any.")
@click.option(
    "--now", type=click.DateTime(), help="The moment heat is asked for. Default: each topic's hottest one."
)
@click.option(
    "--days", default=0, type=click.IntRange(0, 36_500), help="Only so many days back. Default: all."
)
@click.option("--top", default=0, type=click.IntRange(0), help="Tell so many topics. Default: all.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same bounds.")
def topics(as_json: bool, cases: Path, text: str, **options: Any) -> None:
    """Hot topics: what speaks of one thing at one place, hottest first, with the words that tell so.

    Prints JSON, always.
    """
    with apart():
        from happiness_cloud.interfaces.evaluate import topics as kind

        figures = kind.measure(cases, text=_names(text), **options)
    ground.tell(figures, True, _share_words)


@contextmanager
def own_house() -> Iterator[None]:
    """A house with the shipped rules and nothing else, in a folder of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="happiness-evaluate-") as folder:
        # The service user of the database must get in.
        Path(folder).chmod(0o755)
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "HAPPINESS_DATA"):
            os.environ.pop(name, None)
        with ground.house(Path(folder) / "data"):
            from .prepare import ready

            ready()
            yield


@contextmanager
def apart() -> Iterator[None]:
    """Django, ready, without a house: for what reads files and keeps nothing."""
    with ground.refusing(), tempfile.TemporaryDirectory() as nowhere:
        for name, value in _APART.items():
            os.environ.setdefault(name, value)
        os.environ.setdefault("HAPPINESS_DATA", nowhere)
        import django

        django.setup()
        yield


def _names(columns: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in columns.split(",") if one.strip())


def _bounds(one: dict[str, Any], digits: int = 3) -> str:
    if one["value"] is None:
        return "–"
    return f"{one['value']:.{digits}f} ({one['low']:.{digits}f}–{one['high']:.{digits}f})"


def _pair_words(figures: dict[str, Any]) -> str:
    took = figures["query_ms"]
    return (
        f"duplicates, n = {figures['n']} pairs among {figures['cases']} matters: recall@1 "
        f"{_bounds(figures['recall_at_1'])}, recall@3 {_bounds(figures['recall_at_3'])}, recall@5 "
        f"{_bounds(figures['recall_at_5'])}; a question p50 {took['p50']} ms, p95 {took['p95']} ms"
    )


def _search_words(figures: dict[str, Any]) -> str:
    return (
        f"search, n = {figures['n']} queries over {figures['cases']} matters: recall@10 "
        f"{_bounds(figures['recall_at_10'])}, MRR {_bounds(figures['mrr'])}, p95 {figures['p95_ms']} ms"
    )


def _share_words(figures: dict[str, Any]) -> str:
    rest = {name: one for name, one in figures.items() if not isinstance(one, dict)}
    told = ", ".join(
        f"{name} {one}" for name, one in rest.items() if name not in ("kind", "n", "value", "low", "high")
    )
    return f"{figures['kind']}, n = {figures['n']}: alike {_bounds(figures, 4)}; {told}"


def _category_words(figures: dict[str, Any]) -> str:
    head = [
        f"{figures['method']}, n = {figures['n']}, trained on {figures['train_rows']} rows "
        f"and {figures['unlabelled_rows']} unlabelled texts, {figures['left_out']} left out",
        f"macro-F1           {_bounds(figures['macro_f1'])}",
        f"accuracy           {_bounds(figures['accuracy'])}",
        f"top-3 accuracy     {_bounds(figures['top3_accuracy'])}",
        f"abstained          {_bounds(figures['abstained'])}",
        f"answered accuracy  {_bounds(figures['answered_accuracy'])}",
        "class: n, precision, recall, F1",
    ]
    classes = [
        f"  {name}: {one['n']}, {_bounds(one['precision'])}, {_bounds(one['recall'])}, {_bounds(one['f1'])}"
        for name, one in figures["classes"].items()
    ]
    return "\n".join(head + classes)
