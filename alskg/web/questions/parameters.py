"""The parameters of a question as a form: what may be typed, what was typed, what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from alskg.catalogue import Parameter, StoredQuery
from alskg.engine import Term
from alskg.errors import AlskgError, InputError, UnknownTerm
from alskg.ledger import answers
from alskg.naming import bound
from alskg.terms import expand
from alskg.web.site import Site

__all__ = ["Field", "Filled", "filled"]

_INPUTS: Final[Mapping[str, str]] = {"integer": "number", "decimal": "number", "date": "date"}
_CHOICES: Final = """\
SELECT DISTINCT ?label WHERE {{
  ?kind rdfs:subClassOf* alskg:{name} . ?thing a ?kind ; rdfs:label ?label .
}} ORDER BY ?label"""
_FOR_THE_SHELL: Final = " 'alskg search' finds things by a part of their names."


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form. `default` is what holds where it is left empty, as people read it."""

    parameter: Parameter
    value: str
    default: str
    choices: tuple[str, ...]
    error: str = ""

    @property
    def heading(self) -> str:
        """Return the name of the parameter in words."""
        return self.parameter.name.replace("_", " ")

    @property
    def input_type(self) -> str:
        """Return the type of the input element."""
        return _INPUTS.get(self.parameter.type, "text")

    @property
    def wants(self) -> str:
        """Say in a few words what is to be typed."""
        kind = self.parameter.class_name or self.parameter.type
        return {"entity": "a thing", "iri": "a CURIE or an IRI", "string": "a text"}.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was filled in: its fields, and the terms, unless `problem` says what is wrong."""

    fields: tuple[Field, ...]
    bindings: Mapping[str, Term]
    given: Mapping[str, str]
    problem: AlskgError | None = None

    @property
    def status(self) -> int:
        """Return the status that it has (RFC 9110): 404 where nothing has the name that is given.

        A value that is none of its type, or a parameter that there is not, is a bad request.
        """
        if self.problem is None:
            return 200
        return 404 if isinstance(self.problem, UnknownTerm) else 400

    @property
    def message(self) -> str:
        """Return what is wrong, for a person with a browser."""
        return _said(self.problem) if self.problem else ""


def filled(site: Site, query: StoredQuery, items: Iterable[tuple[str, str]]) -> Filled:
    """Read the parameters of a request; an empty one counts as not given.

    What is wrong stands beside its field, and the first of it in `problem`. Raises QueryError
    where the graph is elsewhere and does not answer.
    """
    given: dict[str, str] = {}
    problem: AlskgError | None = None
    for name, value in items:
        if name in given:
            problem = InputError(f"'{name}' is given twice. Give it once.")
        if value.strip():
            given[name] = value.strip()
    known = {name: given[name] for name in given if name in {p.name for p in query.parameters}}
    fields: list[Field] = []
    bindings: dict[str, Term] = {}
    for parameter in query.parameters:
        error = ""
        try:
            bindings[parameter.name] = _bound(site, query, parameter, known)
        except (InputError, UnknownTerm) as fault:
            problem, error = problem or fault, _said(fault)
        value = known.get(parameter.name, "")
        choices = _choices(site, parameter)
        fields.append(Field(parameter, value, _default(site, parameter), choices, error))
    if not problem:
        try:
            query.arguments(given)
        except InputError as fault:
            problem = fault
    return Filled(tuple(fields), bindings, known, problem)


def _bound(site: Site, query: StoredQuery, parameter: Parameter, given: Mapping[str, str]) -> Term:
    """Return the term of a parameter. Raises InputError or UnknownTerm."""
    if parameter.name in given:
        value, declared = query.arguments(given)[parameter.name]
        return _named(site, str(value), declared)
    if parameter.default is None:
        raise InputError(f"A value is needed here, such as {parameter.example or '…'}.")
    return bound(site.kg.engine, parameter.default, parameter)


@lru_cache(maxsize=512)
def _named(site: Site, value: str, parameter: Parameter) -> Term:
    """Return the term that a value stands for; finding a name means reading all names."""
    return bound(site.kg.engine, value, parameter)


def _default(site: Site, parameter: Parameter) -> str:
    """Return what holds where nothing is given, as people read it."""
    if parameter.takes_any:
        return "any"
    if parameter.default and parameter.type in ("entity", "iri"):
        return site.label(expand(parameter.default))
    return parameter.default or ""


def _choices(site: Site, parameter: Parameter) -> tuple[str, ...]:
    """Return the names to choose from: of the things of the class that is wanted."""
    is_chosen = parameter.type == "entity" and parameter.class_name
    return _labels(site, parameter.class_name) if is_chosen else ()


@lru_cache(maxsize=32)
def _labels(site: Site, class_name: str) -> tuple[str, ...]:
    """Return the labels of the things of a class."""
    found = answers(site.kg.engine, _CHOICES.format(name=class_name))
    return tuple(label for (label,) in found)


def _said(error: AlskgError) -> str:
    """Return the message of an error without the advice that is for the shell."""
    return str(error).removesuffix(_FOR_THE_SHELL)
