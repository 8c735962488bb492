"""Sphinx: the reference, made of what the package declares. Nothing of it is written down a second time, or checked in.

``.. names-of:: MODULE ...`` documents every name that modules make public, each where users find it. A class of the library is
shown as it is declared, member by member, with its wire names, who sends it, and where it stands; a union with the classes in
it. ``.. wire-names::`` is the table of all events, ``.. command-line::`` what the command says of itself.

`` `name` `` in a docstring, and ``rw.name`` in a page, become links where there is such a name.
"""

from __future__ import annotations

import argparse
import ast
import builtins
import inspect
import re
import sys
import textwrap
import types
from functools import cache, cached_property
from importlib import import_module
from pkgutil import iter_modules, walk_packages
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin

import attrs
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.addnodes import pending_xref
from sphinx.ext.napoleon.docstring import GoogleDocstring
from sphinx.pycode import ModuleAnalyzer
from sphinx.roles import XRefRole
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import find_pending_xref_condition

import realtime_wire as rw
from realtime_wire._engine.record import Shown
from realtime_wire.protocols import PROTOCOLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

LOG = logging.getLogger(__name__)

BASES = (object, rw.Wire, rw.Model)
"""What these can do is told once, where they are."""

MOST_OVERLOADS = 4
"""A function with more overloads is shown as it is implemented."""

WIDEST = 100
"""How many characters of an alias stand in its headline; what is longer is listed under it."""


# What is public


@cache
def namespaces() -> dict[str, types.ModuleType]:
    """Return what users import, the package first: its public packages, and the words for what events tell."""
    names = [f"realtime_wire.{each.name}" for each in iter_modules(rw.__path__) if each.ispkg]
    packages = [name for name in names if not name.rpartition(".")[2].startswith("_") and not name.endswith(".cli")]
    return {name: import_module(name) for name in ("realtime_wire", *packages, "realtime_wire.facts")}


def names_in(module: types.ModuleType) -> list[str]:
    """Return the public names of a module; one that takes all from another has those of that."""
    found = getattr(module, "__all__", None)
    return sorted(found if found is not None else [name for name in vars(module) if not name.startswith("_")])


@cache
def modules() -> dict[str, types.ModuleType]:
    """Return all modules of the package that say what is public in them."""
    found = [
        import_module(each.name) for each in walk_packages(rw.__path__, "realtime_wire.") if "__main__" not in each.name
    ]
    return {**namespaces(), **{each.__name__: each for each in found if hasattr(each, "__all__")}}


@cache
def homes() -> dict[int, str]:
    """Return the name by which users find each object, by its identity: a class by its own name, where there are others."""
    found: dict[int, str] = {}
    for home, module in namespaces().items():
        for name in sorted(names_in(module), key=lambda name: getattr(getattr(module, name), "__name__", name) != name):
            found.setdefault(id(getattr(module, name)), f"{home}.{name}")
    return found


def told_at(module: types.ModuleType, name: str) -> str | None:
    """Return the name under which a public name of a module is told of; None if it is for the library's own modules."""
    home = home_of(getattr(module, name))
    return home and f"{home.rpartition('.')[0]}.{name}"


@cache
def aliases() -> dict[str, set[str]]:
    """Return what else each public name is called."""
    found: dict[str, set[str]] = {}
    for module in modules().values():
        for name in names_in(module):
            if told := told_at(module, name):
                found.setdefault(told, set()).add(f"{module.__name__}.{name}")
    for told, names in found.items():
        names.discard(told)
    return found


def home_of(value: Any) -> str | None:
    """Return the name by which users find an object."""
    return homes().get(id(value))


@cache
def written_in(module: str) -> ModuleAnalyzer:
    """Return what is written in a module: the texts under its members, and their annotations."""
    analyzer = ModuleAnalyzer.for_module(module)
    analyzer.analyze()
    return analyzer


# What is shown


def is_union(value: Any) -> bool:
    """Tell whether something is a union."""
    return get_origin(value) in (Union, types.UnionType)


def is_alias(value: Any) -> bool:
    """Tell whether something is a name for a type, and no class."""
    return get_origin(value) is not None


def declaring(cls: type, name: str) -> type:
    """Return the class, of one and its bases, that declares a member."""
    return next(base for base in cls.__mro__ if name in inspect.get_annotations(base) or name in vars(base))


class Expanded(ast.NodeTransformer):
    """Puts what private aliases stand for in their place, and takes quotes from annotations."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "Literal":
            return node
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return self.visit(ast.parse(node.value, mode="eval").body) if isinstance(node.value, str) else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        module = self._names.get(node.value.id) if isinstance(node.value, ast.Name) else None
        home = home_of(getattr(module, node.attr, None)) if inspect.ismodule(module) else None
        return node if home is None else ast.parse(home, mode="eval").body

    def visit_Name(self, node: ast.Name) -> ast.AST:
        value = self._names.get(node.id)
        if node.id not in self._names:  # imported for checkers alone
            declared = (getattr(sys.modules[m], node.id, None) for m, names in sources().items() if node.id in names)
            value = next(declared, None)
        if isinstance(value, str):  # an alias in quotes
            return self.visit(ast.parse(value, mode="eval").body)
        home = home_of(value)
        if home is None and is_alias(value):
            return self.visit(ast.parse(in_words(value), mode="eval").body)
        # In full, as several namespaces may have the name; it is shown without the namespace.
        return node if home is None else ast.parse(home, mode="eval").body


def in_words(value: Any) -> str:
    """Return a type as people write it."""
    home, origin, inside = home_of(value), get_origin(value), get_args(value)
    if home is not None:
        return home.rpartition(".")[2]
    if origin is Annotated:
        return in_words(inside[0])
    if is_union(value):
        return " | ".join(map(in_words, inside))
    if origin is Literal:
        return f"Literal[{', '.join(map(repr, inside))}]"
    if origin is not None:
        return f"{getattr(origin, '__name__', origin)}[{', '.join('...' if each is ... else in_words(each) for each in inside)}]"
    return "None" if value is type(None) else getattr(value, "__name__", str(value))


def annotation(text: str, module: str) -> str:
    """Return an annotation as it is written, without what is private."""
    tree = Expanded(vars(sys.modules[module])).visit(ast.parse(text, mode="eval"))
    return ast.unparse(ast.fix_missing_locations(tree))


def signature(function: Any, *, bound: bool) -> str:
    """Return the arguments of a function as they are written."""
    function = inspect.unwrap(function)
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        return "(...)"
    node: Any = ast.parse(source).body[0]
    expanded = Expanded(function.__globals__)
    arguments = node.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
        if argument is not None and argument.annotation is not None:
            argument.annotation = expanded.visit(argument.annotation)
    if bound:
        (arguments.posonlyargs or arguments.args).pop(0)
    returned = "" if node.returns is None else f" -> {ast.unparse(expanded.visit(entered(node)))}"
    return f"({ast.unparse(ast.fix_missing_locations(arguments))}){returned}"


def entered(function: Any) -> ast.expr:
    """Return what a function gives: of one that makes a context manager, that, and not what it is made of."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Name) and decorator.id in ("contextmanager", "asynccontextmanager"):
            kind = "AbstractAsyncContextManager" if decorator.id.startswith("async") else "AbstractContextManager"
            (what, *_) = ast.iter_child_nodes(function.returns.slice)
            return ast.Subscript(ast.Name(kind), what, ast.Load())
    returned: ast.expr = function.returns
    return returned


def signatures(function: Any, *, bound: bool) -> list[str]:
    """Return the ways in which a function is called."""
    plain = inspect.unwrap(function)
    try:
        overloads = written_in(plain.__module__).overloads.get(plain.__qualname__, [])
    except Exception:  # noqa: BLE001  Sphinx has an exception of its own for what has no source
        overloads = []
    if not 0 < len(overloads) <= MOST_OVERLOADS:
        return [signature(function, bound=bound)]
    texts = []
    for each in overloads:
        parameters = list(each.parameters.values())[bound:]
        texts.append(overload_text(each, parameters, plain.__globals__))
    return texts


def overload_text(overload: inspect.Signature, parameters: list[inspect.Parameter], names: dict[str, Any]) -> str:
    """Return the arguments of an overload as they are written."""

    def shown(text: Any) -> Any:
        if text is inspect.Parameter.empty:
            return text
        tree = Expanded(names).visit(ast.parse(str(text), mode="eval"))
        return Shown(ast.unparse(ast.fix_missing_locations(tree)))

    changed = [each.replace(annotation=shown(each.annotation)) for each in parameters]
    return str(overload.replace(parameters=changed, return_annotation=shown(overload.return_annotation)))


@cache
def standing() -> dict[type, list[str]]:
    """Return where the objects of each class stand: in which unions and in which members."""
    found: dict[type, dict[str, None]] = {}
    for name, value in public():
        if is_union(value) and not name.endswith("Event"):  # "Sent by" says so of events
            places = {name: get_args(value)}
        elif inspect.isclass(value) and issubclass(value, rw.Model) and attrs.has(value):
            own = [a for a in attrs.fields(value) if a.name != "_rest" and declaring(value, a.name) is value]
            places = {f"{name}.{a.name}": (a.type,) for a in own}
        else:
            continue
        for place, types_there in places.items():
            for cls in classes_in(types_there):
                found.setdefault(cls, {})[place] = None
    return {cls: list(places) for cls, places in found.items()}


def classes_in(parts: Iterable[Any]) -> Iterator[type]:
    """Find the public classes in types; a union that has a name stands for itself."""
    for part in parts:
        if home_of(part) is None:
            yield from classes_in(get_args(part))
        elif inspect.isclass(part):
            yield part


def public() -> Iterator[tuple[str, Any]]:
    """Return all public names, each object once, with what they stand for."""
    for home, module in namespaces().items():
        for name in names_in(module):
            value = getattr(module, name)
            if home_of(value) == f"{home}.{name}":
                yield f"{home}.{name}", value


def senders_of(cls: type) -> dict[str, list[str]]:
    """Return who sends an event, with the protocols in which that is so."""
    found: dict[str, list[str]] = {}
    for protocol in PROTOCOLS.values():
        for name in protocol.wire_names(cls)[:1]:
            found.setdefault(str(protocol.sender_of(name)), []).append(protocol.name)
    return found


def wire_names_of(cls: type) -> list[str]:
    """Return the wire names of an event, in all protocols."""
    return list(dict.fromkeys(name for protocol in PROTOCOLS.values() for name in protocol.wire_names(cls)))


SENDERS = {"client": "the client", "server": "the server", "both": "both sides"}


class NamesOf(SphinxDirective):
    """``.. names-of:: MODULE ...``: document the public names of modules."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[Any] = {}

    def run(self) -> list[nodes.Node]:
        self._lines: list[str] = []
        done: list[str] = []
        for argument in self.arguments[0].split():
            name_of_module, _, only = argument.partition(":")
            module = import_module(name_of_module)
            self.env.note_dependency(module.__file__ or "")
            names = [only] if only else names_in(module)
            values = {told: getattr(module, name) for name in names if (told := told_at(module, name))}
            values = {home: value for home, value in values.items() if not inspect.ismodule(value)}
            fresh = {home: value for home, value in values.items() if home.rpartition(".")[0] == namespace_of(module)}
            for home, value in sorted(fresh.items(), key=in_order):
                self._document(home, value)
                done.append(home)
            if shared := sorted(set(values) - set(fresh)):
                links = ", ".join(f":py:obj:`~{home}`" for home in shared)
                self._add(f"From elsewhere, and here as well: {links}.", "")
        section = nodes.section()
        section.document = self.state.document
        self.state.nested_parse(StringList(self._lines, source=self.get_source_info()[0]), self.content_offset, section)
        self._note_aliases(done)
        return section.children

    def _note_aliases(self, done: list[str]) -> None:
        domain = self.env.domains.python_domain
        for home in done:
            entry = domain.objects[home]
            for alias in sorted(aliases()[home]):
                domain.note_object(alias, entry.objtype, entry.node_id, aliased=True, location=None)

    def _add(self, *lines: str) -> None:
        self._lines += lines

    def _put(self, lines: Iterable[str], indent: int = 3) -> None:
        self._lines += [f"{' ' * indent}{line}".rstrip() for line in lines]
        self._lines.append("")

    # One name

    def _document(self, home: str, value: Any) -> None:
        module, _, name = home.rpartition(".")
        self._add(f".. py:currentmodule:: {module}", "")
        if home != home_of(value) and (other := home_of(value)):
            text = written_in(declared_at(name, value) or module).attr_docs.get(("", name), [])
            self._add(f".. py:type:: {name}")
            self._put([f":canonical: {other.rpartition('.')[2]}"])
            self._put(self._text(name, "\n".join(text)))
        elif inspect.isclass(value):
            self._class(name, value)
        elif inspect.isroutine(value):
            self._function(name, value)
        else:
            self._value(module, name, value)

    def _text(self, name: str, doc: str | None, *, what: str = "function") -> list[str]:
        """Return a docstring as reStructuredText; whatever is public has one."""
        if not (doc or "").strip():
            LOG.warning("%s has no docstring", name, location=self.get_location())
        lines = inspect.cleandoc(doc or "").splitlines()
        return str(GoogleDocstring(lines, self.config, self.env.app, what)).splitlines()

    def _function(self, name: str, value: Any) -> None:
        if value.__module__.partition(".")[0] == "attr":
            self._add(f".. py:function:: {name}(...)", "")
            self._put([f"It is ``attrs.{value.__name__}``."])
            return
        first, *others = signatures(value, bound=False)
        self._add(f".. py:function:: {name}{first}", *(f"                 {name}{each}" for each in others), "")
        self._put(self._text(name, inspect.getdoc(inspect.unwrap(value)) or value.__doc__))

    def _value(self, module: str, name: str, value: Any) -> None:
        declared = declared_at(name, value) or module
        analyzer = written_in(declared)
        text = "\n".join(analyzer.attr_docs.get(("", name), []))
        if not is_alias(value):
            self._add(f".. py:data:: {name}")
            kind = analyzer.annotations.get(("", name)) or type(value).__name__
            self._put([f":type: {kind}"])
            self._put(self._text(name, text))
            return
        written = source_of(declared, name)
        if get_origin(value) is Annotated:
            written = in_words(get_args(value)[0])
        short = written is not None and len(written) <= WIDEST
        self._add(f".. py:type:: {name}")
        self._put([f":canonical: {annotation(written, declared)}"] if short and written else [])
        self._put(self._text(name, text))
        if is_union(value) and not (short and all(in_words(part) in (written or "") for part in get_args(value))):
            self._put(self._members_of(value))
        elif get_origin(value) is Literal and not short:
            self._put([f"* ``{each!r}``" for each in get_args(value)])

    def _members_of(self, union: Any) -> Iterator[str]:
        """List what is in a union, events with their wire names."""
        for part in get_args(union):
            home = home_of(part)
            if home is None:
                literal = get_origin(part) is Literal
                yield "* " + (
                    ", ".join(f"``{each!r}``" for each in get_args(part)) if literal else f"``{in_words(part)}``"
                )
                continue
            names = ", ".join(f"``{each}``" for each in wire_names_of(part)) if inspect.isclass(part) else ""
            yield f"* :py:obj:`~{home}`" + (f": {names}" if names else "")

    def _class(self, name: str, cls: type) -> None:
        is_error = issubclass(cls, BaseException)
        ours = issubclass(cls, rw.Model) and attrs.has(cls) and cls is not rw.Model
        arguments = "" if ours or is_error or not built(cls) else constructor(cls)
        self._add(f".. py:{'exception' if is_error else 'class'}:: {name}{arguments}", "")
        above = [home for base in cls.__bases__ if base not in BASES and (home := home_of(base))]
        self._put(self._text(name, cls.__doc__, what="class"))
        facts = []
        if names := wire_names_of(cls):
            facts.append(f":Wire name: {', '.join(f'``{each}``' for each in names)}")
            told = [f"{SENDERS[sender]} ({', '.join(where)})" for sender, where in senders_of(cls).items()]
            facts.append(f":Sent by: {'; '.join(told)}")
        if above:
            facts.append(f":Is a: {', '.join(f':py:class:`~{home}`' for home in above)}")
        if places := standing().get(cls):
            facts.append(f":Stands in: {', '.join(f':py:obj:`{shorter(place)} <{place}>`' for place in places)}")
        self._put(facts)
        fields = self._fields(cls)
        for base in mro_of(cls):
            for member, value_of in vars(base).items():
                if not member.startswith("_") and member not in fields:
                    fields.add(member)
                    self._member(base, member, value_of)

    def _fields(self, cls: type) -> set[str]:
        """Show what is declared, and return its names: of attrs classes the members, of others what has a text under it."""
        if attrs.has(cls):
            fields = [a.name for a in attrs.fields(cls) if not a.name.startswith("_") and a.init]
        else:
            fields = [
                name
                for base in reversed(mro_of(cls))
                for name in inspect.get_annotations(base)
                if not name.startswith("_") and (base.__qualname__, name) in written_in(base.__module__).attr_docs
            ]
        for name in fields:
            base = declaring(cls, name)
            analyzer = written_in(base.__module__)
            key = (base.__qualname__, name)
            text = "\n".join(analyzer.attr_docs.get(key, []))
            self._put([f".. py:attribute:: {name}", "   :no-contents-entry:"])
            self._lines.pop()
            self._put([f"   :type: {annotation(analyzer.annotations[key], base.__module__)}"])
            if attrs.has(cls) and (default := default_of(attrs.fields_dict(cls)[name])) is not None:
                self._lines.pop()
                self._put([f"   :value: {default}"])
            self._put(self._text(f"{cls.__name__}.{name}", text, what="attribute"), 6)
        return {a.name for a in attrs.fields(cls)} if attrs.has(cls) else set(fields)

    def _member(self, base: type, name: str, value: Any) -> None:
        if isinstance(value, (property, cached_property)):
            getter: Any = value.fget if isinstance(value, property) else value.func
            returned = annotation_of(getter)
            self._put(
                [f".. py:property:: {name}", "   :no-contents-entry:", *([f"   :type: {returned}"] if returned else [])]
            )
            self._put(self._text(f"{base.__name__}.{name}", getter.__doc__, what="attribute"), 6)
        elif isinstance(value, (classmethod, staticmethod)) or inspect.isfunction(value):
            function = value.__func__ if isinstance(value, (classmethod, staticmethod)) else value
            kind = {classmethod: ["   :classmethod:"], staticmethod: ["   :staticmethod:"]}.get(type(value), [])
            asynchronous = ["   :async:"] if inspect.iscoroutinefunction(function) else []
            first, *others = signatures(function, bound=not isinstance(value, staticmethod))
            heads = [f".. py:method:: {name}{first}", *(f"               {name}{each}" for each in others)]
            self._put([*heads, "   :no-contents-entry:", *kind, *asynchronous])
            self._put(self._text(f"{base.__name__}.{name}", function.__doc__), 6)
        elif text := written_in(base.__module__).attr_docs.get((base.__qualname__, name)):
            self._put([f".. py:attribute:: {name}", "   :no-contents-entry:"])
            self._put(self._text(f"{base.__name__}.{name}", "\n".join(text), what="attribute"), 6)


def in_order(pair: tuple[str, Any]) -> tuple[bool, bool, str]:
    """Put unions first, then functions, each by name."""
    return not is_alias(pair[1]), not inspect.isroutine(pair[1]), pair[0]


def namespace_of(module: types.ModuleType) -> str:
    """Return the namespace in which users find what a module makes public."""
    around = [each for each in namespaces() if f"{module.__name__}.".startswith(f"{each}.")]
    if module.__name__ == "realtime_wire._engine.facts":
        return "realtime_wire.facts"
    found = max(around, key=len)
    return "realtime_wire" if found == "realtime_wire.realtime" else found


def mro_of(cls: type) -> list[type]:
    """Return a class and its bases, as far as nothing else tells of these."""
    told = {base for each in cls.__mro__[1:] if each in BASES or home_of(each) for base in each.__mro__}
    return [base for base in cls.__mro__ if base not in told and base.__module__.startswith("realtime_wire")]


def built(cls: type) -> bool:
    """Tell whether people call the constructor of a class."""
    return attrs.has(cls) or "__init__" in vars(cls)


def constructor(cls: type) -> str:
    """Return the arguments of a constructor as they are declared."""
    if not attrs.has(cls):
        return signature(vars(cls)["__init__"], bound=True).partition(" -> ")[0]
    parts, named = [], False
    for a in attrs.fields(cls):
        if not a.init or a.name == "_rest":
            continue
        if a.kw_only and not named:
            parts.append("*")
            named = True
        base = declaring(cls, a.name)
        kind = written_in(base.__module__).annotations.get((base.__qualname__, a.name))
        text = a.alias + (f": {annotation(kind, base.__module__)}" if kind else "")
        default = default_of(a)
        parts.append(text if default is None else f"{text} = {default}")
    return f"({', '.join(parts)})"


def default_of(a: attrs.Attribute[Any]) -> str | None:
    """Return the default of a member as code; None if it has none."""
    if a.default is attrs.NOTHING:
        return None
    if isinstance(a.default, attrs.Factory):  # type: ignore[arg-type]
        return "..."
    return getattr(a.default, "__name__", None) or repr(a.default)


def annotation_of(function: Any) -> str | None:
    """Return what a function returns, as it is written."""
    return signature(function, bound=True).partition(" -> ")[2] or None


@cache
def sources() -> dict[str, dict[str, str]]:
    """Return what is assigned to names at the top of each module, as it is written."""
    found: dict[str, dict[str, str]] = {}
    modules()  # imports all of them
    for name, module in list(sys.modules.items()):
        if not name.startswith("realtime_wire") or not getattr(module, "__file__", None):
            continue
        try:
            tree = ast.parse(inspect.getsource(module))
        except OSError:
            continue
        texts = found.setdefault(name, {})
        for node in tree.body:
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=target)], value=value)
                    | ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value)
                ):
                    texts[target] = ast.unparse(value)
                case _:
                    pass
    return found


def declared_at(name: str, value: Any) -> str | None:
    """Return the module that assigns a value to a name."""
    return next(
        (m for m, names in sources().items() if name in names and getattr(sys.modules[m], name, None) is value), None
    )


def source_of(module: str, name: str) -> str | None:
    """Return what is assigned to a name, as it is written."""
    return sources().get(module, {}).get(name)


def shorter(place: str) -> str:
    """Return a place as people say it: without the package."""
    return place.removeprefix("realtime_wire.")


class WireNames(SphinxDirective):
    """``.. wire-names:: PROTOCOL``: the table of the events of a protocol."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        protocol = PROTOCOLS[self.arguments[0]]
        lines = [".. list-table::", "   :header-rows: 1", "   :class: wire-names", ""]
        lines += ["   * - Wire name", "     - Sent by", "     - Class"]
        for name, sender in sorted(protocol.senders.items()):
            lines += [
                f"   * - ``{name}``",
                f"     - {sender}",
                f"     - :py:class:`~{home_of(protocol.event_class(name))}`",
            ]
        box = nodes.section()
        box.document = self.state.document
        self.state.nested_parse(StringList([*lines, ""], source=""), self.content_offset, box)
        return box.children


class CommandLine(SphinxDirective):
    """``.. command-line::``: what the command says of itself, part by part."""

    def run(self) -> list[nodes.Node]:
        from realtime_wire.cli.main import _parser  # noqa: PLC0415  needs the extra `cli`

        parser = _parser()
        found: list[nodes.Node] = []
        for name, each in {"": parser, **commands_of(parser)}.items():
            section = nodes.section(ids=[f"realtime-wire-{name}".rstrip("-")])
            section += nodes.title("", "", nodes.literal("", f"realtime-wire {name}".strip()))
            text = each.format_help()
            section += nodes.literal_block(text, text, language="text")
            found.append(section)
        return found


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the parsers of the commands."""
    parts = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]  # noqa: SLF001  there is no other way
    return {name: each for part in parts for name, each in part.choices.items()}


# Links


class Quietly(XRefRole):
    """`` `name` `` in a docstring: a link if there is such a name, code if not."""

    def process_link(
        self,
        env: BuildEnvironment,
        refnode: nodes.Element,
        has_explicit_title: bool,  # noqa: FBT001  as it is called
        title: str,
        target: str,
    ) -> tuple[str, str]:
        del has_explicit_title
        refnode["home"] = env.ref_context.get("py:module")
        refnode["cls"] = env.ref_context.get("py:class")
        return title, target


@cache
def events() -> dict[str, dict[str, str]]:
    """Return the names of the classes of all events, by namespace and wire name."""
    found: dict[str, dict[str, str]] = {}
    for protocol in PROTOCOLS.values():
        home = "realtime_wire" if protocol is rw.REALTIME else f"realtime_wire.{protocol.name}"
        found[home] = {name: home_of(protocol.event_class(name)) or "" for name in protocol.senders}
    return found


def found_at(env: BuildEnvironment, target: str, home: str | None, cls: str | None = None) -> str | None:
    """Return the full name of what is meant by a name that stands somewhere."""
    name = re.sub(r"\(.*", "", target).removeprefix("rw.")
    known = env.domains.python_domain.objects
    full = [f"{home}.{cls}.{name}"] * bool(cls) + [f"{home}.{name}", f"realtime_wire.{name}", name]
    wire = [events().get(home or "", {}).get(name), events()["realtime_wire"].get(name)] if home else []
    return next((each for each in [*full, *wire] if each in known), None)


def linked(app: Sphinx, env: BuildEnvironment, document: str, full: str, inside: nodes.Node) -> nodes.reference:
    """Make a link to what is documented."""
    entry = env.domains.python_domain.objects[full]
    address = app.builder.get_relative_uri(document, entry.docname) + f"#{entry.node_id}"
    return nodes.reference("", "", inside, internal=True, refuri=address, reftitle=full)


class Links(SphinxPostTransform):
    """Link names in docstrings and annotations: by where they stand, as several namespaces have some of them."""

    default_priority = 5  # before Sphinx does

    def run(self, **_: Any) -> None:
        """Link those that are known; what is left is for Sphinx, which warns."""
        for node in list(self.document.findall(pending_xref)):
            quiet = node["reftype"] == "quietly"
            if not quiet and (node.get("refdomain") != "py" or node["reftype"] not in ("class", "obj", "exc")):
                continue
            home, cls = (node["home"], node["cls"]) if quiet else (node.get("py:module"), None)
            full = found_at(self.env, node["reftarget"], home, cls)
            if full is not None:
                inside = find_pending_xref_condition(node, "resolved") or node
                node.replace_self(linked(self.app, self.env, self.env.current_document.docname, full, inside[0]))
            elif quiet or is_foreign(node["reftarget"]):
                node.replace_self((find_pending_xref_condition(node, "*") or node).children)


FOREIGN = (
    "contextlib",
    "attrs",
    "cattrs",
    "collections.abc",
    "datetime",
    "hypothesis.strategies",
    "os",
    "pathlib",
    "pyarrow",
    "types",
    "typing",
    "typing_extensions",
)
"""Whose names stand in annotations: there are no links, as the build fetches nothing from other sites."""


@cache
def foreign_names() -> set[str]:
    """Return the names in annotations that are of others."""
    return {name for module in FOREIGN for name in dir(import_module(module))}


def is_foreign(target: str) -> bool:
    """Tell whether a name in an annotation is not ours: of Python, of what is used, or a type variable."""
    first = target.partition(".")[0]
    if first in FOREIGN or first in ("pa", "st") or target in foreign_names() or hasattr(builtins, target):
        return True
    return any(isinstance(getattr(module, target, None), TypeVar) for module in modules().values())


SAID = r"(rw|realtime_wire|live|recordings|replay|strategies|tables|translation|voice_live)(\.\w+)+(\(.*\))?"
"""How pages name what is public: as programs do that import it."""


def link_names(app: Sphinx, doctree: nodes.document, document: str) -> None:
    """Link the names in the pages; ``rw.name`` that there is not is a mistake in the page."""
    if document.startswith("reference/"):
        return  # docstrings have `Quietly`
    own = f"realtime_wire.{document.replace('-', '_')}"
    home = own if own in namespaces() else "realtime_wire"
    for literal in list(doctree.findall(nodes.literal)):
        text = literal.astext()
        if isinstance(literal.parent, nodes.reference):
            continue
        if re.fullmatch(SAID, text):
            name = f"realtime_wire.{re.sub(r'[(].*', '', text).removeprefix('rw.').removeprefix('realtime_wire.')}"
            full = found_at(app.env, name, None)
            if full is None and not is_there(name) and document != "changelog":  # which tells of names that are no more
                LOG.warning("there is no %s", text, location=literal)
        elif re.fullmatch(r"[A-Z]\w+(\.\w+)*(\(.*\))?", text) or (home == "realtime_wire" and "." in text):
            full = found_at(app.env, text, home)
        else:
            continue
        if full is not None:
            literal.replace_self(linked(app, app.env, document, full, literal.deepcopy()))


TOP = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "README.md": "index.md",
    "SECURITY.md": "security.md",
}
"""What stands beside the folder of the pages, for who looks there, and the pages that have it."""


def put_in(app: Sphinx, document: str, source: list[str]) -> None:
    """Put a file from beside the folder into the page that is for it, and let links to such files lead to these pages."""
    text = source[0]
    if included := re.search(r"^```\{include\} \.\./(\S+)\n```$", text, re.MULTILINE):
        path = app.srcdir.parent / included[1]
        app.env.note_dependency(path, docname=document)
        text = re.sub(r"\]\(docs/", "](", path.read_text(encoding="utf-8"))
        text = re.sub(r"\]\((\w+\.md)", lambda link: f"]({TOP.get(link[1], link[1])}", text)
    text = re.sub(r"\[(?:docs/)?([\w-]+\.md)\]\((\1(#[\w-]+)?)\)", r"[](\2)", text)  # the title says more than the name
    source[0] = re.sub(r"\]\(\.\./(\w+\.md)", lambda link: f"]({TOP[link[1]]}", text)


def is_there(name: str) -> bool:
    """Tell whether a name can be had, documented or not."""
    value: Any = rw
    try:
        for part in name.split(".")[1:]:
            value = getattr(value, part)
    except AttributeError:
        try:
            import_module(name)
        except ImportError:
            return False
    return True


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx of all this."""
    app.add_directive("names-of", NamesOf)
    app.add_directive("wire-names", WireNames)
    app.add_directive("command-line", CommandLine)
    app.add_role("quietly", Quietly(innernodeclass=nodes.literal))
    app.add_post_transform(Links)
    app.connect("source-read", put_in)
    app.connect("doctree-resolved", link_names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
