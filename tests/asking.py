"""A duty directory that asks: the shipped one with questions, and a row that looks at an answer."""

from __future__ import annotations

from pathlib import Path

from happiness_cloud.institution import actions as institution
from happiness_cloud.institution import queries as institution_queries
from happiness_cloud.kernel.access import house

PUBLISHER = house("tests", "institution.publish")
QUESTIONS = """
questions:
  - {key: bags, zh: 大概有几袋, en: How many bags, required: true, categories: ["06010"],
     answers: [{key: few, zh: 一两袋, en: One or two}, {key: many, zh: 很多, en: Many}]}
  - {key: since, zh: 从什么时候开始的, en: Since when, categories: ["06*"]}
  - {key: rats, zh: 有没有老鼠, en: Are there rats, answers: [{key: "yes", zh: 有, en: "Yes"}, {key: "no", zh: 没有, en: "No"}]}
"""
ROW = """
  - key: rats
    categories: ["06010"]
    area: any
    lead: {unit: wjw}
    assists: []
    principle: line_power
    basis: []
    zh: 鼠害
    en: Rats
    when: {answers: {rats: ["yes"]}}
"""


def publish(questions: str = QUESTIONS, row: str = ROW) -> None:
    """The shipped directory with questions, and a row that looks at an answer."""
    shipped = Path(institution.__file__).parents[1] / "reference" / "duties.yaml"
    body = shipped.read_text(encoding="utf-8").replace("\nduties:\n", f"{questions}duties:{row}", 1)
    institution.publish(PUBLISHER, kind="duties", body=body)
    institution_queries.forget()
