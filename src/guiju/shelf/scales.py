"""Answers that several questions share: a field that names a scale gets its answers as its own choice."""

from __future__ import annotations

from guiju.kernel.values import Text
from guiju.shelf.flaws import Flaw, flaw, nearest
from guiju.shelf.tree import Node


def spread(tree: Node, flaws: list[Flaw]) -> Node:
    """The tree with the answers of each scale written into the fields that name it."""
    scales, forms = tree.find("scales"), tree.find("forms")
    if scales is None or forms is None:
        return tree
    written = {name: _form(form, scales, flaws) for name, form in forms.items.items()}
    return Node(tree.items | {"forms": Node(written, forms.where, forms.key)}, tree.where, tree.key)


def _form(form: Node, scales: Node, flaws: list[Flaw]) -> Node:
    fields = form.find("fields")
    if fields is None:
        return form
    written = {name: _field(field, scales, flaws) for name, field in fields.items.items()}
    return Node(form.items | {"fields": Node(written, fields.where, fields.key)}, form.where, form.key)


def _field(field: Node, scales: Node, flaws: list[Flaw]) -> Node:
    named = field.find("scale")
    if named is None or named.text is None:
        return field
    answers = scales.find(named.text)
    if answers is None:
        hint = nearest(named.text, scales.items)
        flaws.append(flaw(named.where, f"没有这个量表：{named.text}", f"no such scale: {named.text}", hint))
        return field
    if "one_of" in field.items:
        hint = Text("只写 scale 或只写 one_of", "say scale, or one_of")
        flaws.append(flaw(named.where, "选项已在 scale 中", "the answers are those of the scale", hint))
    return Node(field.items | {"one_of": answers}, field.where, field.key)
