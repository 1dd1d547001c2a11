"""Forms and acts as JSON Schema 2020-12, so that a program can check what it sends before it sends it.

The schema tells what stops a draft: types, sizes, choices. What is missing or does not hold otherwise is no error of
the sender's; it stands in the one notice, and `x-required` says beforehand when it is asked. Titles are Chinese, the
English stands in `x-en` beside them.
"""

from __future__ import annotations

from collections.abc import Mapping

from guiju.kernel.form import LARGEST, Question, Questions
from guiju.kernel.resolved import START, Resolved
from guiju.kernel.rulebook import Item
from guiju.kernel.steps import Step
from guiju.kernel.values import Text
from guiju.kit.conditions import say_condition
from guiju.kit.formview import binds, form_of, origin_of
from guiju.kit.says import both

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DECIMAL = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$"
"""A number as text, so that no program reads it as a binary fraction."""

Schema = dict[str, object]

_TYPES: Mapping[str, Schema] = {
    "integer": {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST},
    "decimal": {"type": "string", "pattern": DECIMAL},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}
_FACTS = Text("表单内容", "the answers of the form")
_AGAIN = Text("未写的字段沿用前次内容；null 删去前次内容", "what is left out stands as before; null takes it out")
_GROUNDS = Text("理由", "grounds")
_STATED = Text("办理人指出的问题", "faults that the officer states")
_STATED_HELP = Text(
    "表单自身发现的问题自动列入，不必重复", "what the form finds by itself is listed without being named here"
)
_FIELD = Text("字段", "field")
_REMEDY = Text("如何改正", "what to do about it")


def form_schema(questions: Questions, resolved: Resolved, *, again: bool = False, nested: bool = False) -> Schema:
    """The answers of one form. `again`: filed over earlier answers, which stand where nothing is said, so nothing is
    required and null takes an answer out. `nested`: part of another schema, which names the dialect.
    """
    name, form = form_of(resolved, questions)
    asked = questions.asked.values()
    schema: Schema = {} if nested else {"$schema": DIALECT}
    schema |= _named(form.label or Text(name, name), _AGAIN if again else None)
    schema |= _cited(form)
    schema["type"] = "object"
    schema["properties"] = {question.name: _property(question, resolved, again) for question in asked}
    if not again:
        schema["required"] = [question.name for question in asked if _stops_when_missing(question)]
    schema["additionalProperties"] = False
    schema["x-blocks"] = {key: {"title": both(block.label or Text(key, key))} for key, block in form.blocks.items()}
    return schema


def act_schema(resolved: Resolved, procedure: str, verb: str) -> Schema:
    """What an act carries: the answers of its form, grounds where it must give them, faults where it tells them."""
    step = resolved.steps[procedure, verb]
    properties: Schema = {}
    required: list[str] = []
    if step.questions is not None:
        facts = form_schema(step.questions, resolved, again=START not in step.rule.from_, nested=True)
        properties["facts"] = {**facts, **_named(_FACTS, _AGAIN if "required" not in facts else None)}
        required += ["facts"] if facts.get("required") else []
    if step.rule.grounds is not None:
        properties["grounds"] = _grounds(resolved, step)
        required.append("grounds")
    if step.notice:
        properties["stated"] = _stated(resolved, procedure)
    label = resolved.words.act(procedure, verb)
    return {
        "$schema": DIALECT,
        **_named(label),
        **_cited(step.rule),
        "x-by": list(step.rule.by),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _named(title: Text, description: Text | None = None) -> Schema:
    said: Schema = {"title": title.zh}
    english: Schema = {"title": title.en}
    if description is not None:
        said["description"], english["description"] = description.zh, description.en
    return {**said, "x-en": english}


def _cited(item: Item) -> Schema:
    return {"x-cite": list(item.cites)} if item.cites else {}


def _property(asked: Question, resolved: Resolved, again: bool) -> Schema:
    field = asked.field
    schema: Schema = {**_named(asked.label, field.help), **_cited(field), **_typed(asked)}
    if again:
        schema = _or_null(schema)
    elif _stops_when_missing(asked) and "maxLength" in schema:
        schema["minLength"] = 1  # an empty text is no answer
    if field.type not in _TYPES and field.type not in ("text", "choice", "choices"):
        schema["x-type"] = field.type
    if (asking := _asking(asked, resolved)) is not None:
        schema["x-required"] = asking
    more: Schema = {"x-block": field.block, "x-found-by": field.filled_by, "x-secret": field.secret or None}
    more["x-origin"] = origin_of(resolved.rulebook, field)
    more["x-published-in"] = [key for key, view in resolved.rulebook.views.items() if asked.name in view.fields] or None
    return schema | {key: value for key, value in more.items() if value is not None}


def _typed(asked: Question) -> Schema:
    if asked.field.type == "choices":
        return {"type": "array", "items": {"type": "string", **_offered(asked)}, "uniqueItems": True}
    known = _TYPES.get(asked.field.type)
    if known is not None:
        return dict(known)
    return {"type": "string", **(_offered(asked) if asked.one_of else {"maxLength": asked.longest})}


def _offered(asked: Question) -> Schema:
    return {"oneOf": [{"const": key, **_named(label)} for key, label in asked.one_of.items()]}


def _or_null(schema: Schema) -> Schema:
    offered = schema.get("oneOf")
    more = {"oneOf": [*offered, {"type": "null"}]} if isinstance(offered, list) else {}
    return {**schema, "type": [schema["type"], "null"], **more}


def _stops_when_missing(asked: Question) -> bool:
    return asked.required is True and asked.field.at == "draft" and binds(asked)


def _asking(asked: Question, resolved: Resolved) -> Schema | None:
    """When an answer is asked for, and whether its absence stops the draft or stands in the notice."""
    if asked.required is False or not binds(asked):
        return None
    asking: Schema = {"at": asked.field.at or "review"}
    if not isinstance(asked.required, bool):
        asking |= {"when": asked.required.source, "says": both(say_condition(resolved, asked.required.source))}
    return asking


def _grounds(resolved: Resolved, step: Step) -> Schema:
    """A choice where the text lists them; otherwise in the officer's own words."""
    listed = resolved.rulebook.grounds.get(step.rule.grounds or "") if step.grounds is not None else None
    item: Schema = {"type": "string", "pattern": r"\S"}
    if listed:
        offered = [
            {"const": key, **_named(ground.label or Text(key, key)), **_cited(ground)} for key, ground in listed.items()
        ]
        item = {"type": "string", "oneOf": offered}
    return {**_named(_GROUNDS), "type": "array", "items": item, "minItems": 1, "uniqueItems": True}


def _stated(resolved: Resolved, procedure: str) -> Schema:
    """Faults that the officer adds to those the form finds, each of a field of what was filed."""
    filing = resolved.filing.get(procedure)
    field: Schema = {**_named(_FIELD), "type": "string"}
    if filing is not None:
        field["oneOf"] = [{"const": name, **_named(asked.label)} for name, asked in filing.asked.items()]
    remedy: Schema = {**_named(_REMEDY), "type": "string", "pattern": r"\S"}
    return {
        **_named(_STATED, _STATED_HELP),
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"field": field, "remedy": remedy},
            "required": ["field", "remedy"],
            "additionalProperties": False,
        },
    }
