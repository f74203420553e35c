"""The expressions of XLSForm (a part of XPath) as JsonLogic, and back.

Understood: `${question}`, `.` (the answer itself), numbers, 'texts', = != < <= > >=, and, or, not(…), brackets,
selected(${question}, 'option') and count-selected(${question}). Anything else is refused by name: a condition that is
half understood would show the wrong question at somebody's door. An order (<, >) over a missing answer is false, as in
XPath; equal to '' means "not answered".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

COUNTING = {"+": [1, {"var": "accumulator"}]}  # how many answers: a `reduce` over them
LONGEST = 4_000  # letters; a condition over twenty questions has about a thousand
FUNCTIONS = "selected, count-selected e not"
SIGNS = {"=": "===", "!=": "!==", "<": "<", "<=": "<=", ">": ">", ">=": ">="}  # XLSForm's → JsonLogic's
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "===": "===", "!==": "!=="}  # 1 < x is x > 1
ORDERS = frozenset({"<", "<=", ">", ">="})
_TOKEN = re.compile(
    r"\s*(?:(?P<ref>\$\{\s*[^}\s]*\s*\})|(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\"|‘[^’]*’|“[^”]*”)"
    r"|(?P<name>[A-Za-z_][\w-]*)|(?P<sign><=|>=|!=|[=<>(),.+*|/\-\[\]]))"
)


class ExpressionError(Exception):
    """An expression that is not understood; says why, in the author's language."""


class Token(NamedTuple):
    """A piece of an expression."""

    kind: str
    text: str


class Part(NamedTuple):
    """A value (`ref`, `count`, `number`, `text`) or a condition (`logic`)."""

    kind: str
    value: Any


def compile_expression(text: str, kinds: Mapping[str, str], own: str = "") -> dict[str, Any]:
    """JsonLogic of an expression. `kinds`: question → kind, for those that may be named; `own`: what `.` means."""
    if len(text) > LONGEST:
        raise ExpressionError(f"a expressão passa de {LONGEST} letras")
    reader = _Reader(_tokens(text), kinds, own)
    part = reader.either()
    if reader.left:
        raise ExpressionError(f"não entendi “{reader.left[0].text}”")
    return _condition(part)


def _tokens(text: str) -> list[Token]:
    tokens, position, text = [], 0, text.strip()
    while position < len(text):
        found = _TOKEN.match(text, position)
        if not found or found.lastgroup is None:
            raise ExpressionError(f"não entendi “{text[position : position + 20]}”")
        tokens.append(Token(found.lastgroup, found[found.lastgroup]))
        position = found.end()
    return tokens


def _condition(part: Part) -> dict[str, Any]:
    if part.kind != "logic":
        raise ExpressionError("a expressão não compara nada: escreva, por exemplo, ${pergunta} = 'opcao'")
    logic: dict[str, Any] = part.value
    return logic


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, tokens: list[Token], kinds: Mapping[str, str], own: str) -> None:
        self.left, self.kinds, self.own, self.depth = tokens, kinds, own, 0

    def either(self) -> Part:
        return self._joined("or", self._all)

    def _all(self) -> Part:
        return self._joined("and", self._compared)

    def _joined(self, word: str, read: Any) -> Part:
        parts = [read()]
        while self._takes("name", word):
            parts.append(read())
        return parts[0] if len(parts) == 1 else Part("logic", {word: [_condition(part) for part in parts]})

    def _compared(self) -> Part:
        left = self._value()
        if not (self.left and self.left[0].text in SIGNS):
            return left
        sign = SIGNS[self.left.pop(0).text]
        return Part("logic", self._compare(left, sign, self._value()))

    def _value(self) -> Part:
        if not self.left:
            raise ExpressionError("a expressão acaba no meio")
        token = self.left.pop(0)
        match token.kind:
            case "ref":
                return self._named(token.text[2:-1].strip())
            case "number":
                return Part("number", _number(token.text))
            case "text":
                return Part("text", token.text[1:-1])
            case "name":
                return self._function(token.text)
        return self._sign(token.text)

    def _sign(self, sign: str) -> Part:
        if sign == "(":
            return self._bracketed()
        if sign == "." and self.own:
            return self._named(self.own)
        if sign == "-" and self.left and self.left[0].kind == "number":
            return Part("number", -_number(self.left.pop(0).text))
        raise ExpressionError(f"“{sign}” não é aceito aqui")

    def _bracketed(self) -> Part:
        self.depth += 1
        if self.depth > 50:
            raise ExpressionError("há parênteses demais")
        inner = self.either()
        self._needs(")")
        self.depth -= 1
        return inner

    def _named(self, key: str) -> Part:
        if key not in self.kinds:
            raise ExpressionError(f"“{key}” não é uma pergunta que vem antes desta")
        if self.kinds[key] == "note":
            raise ExpressionError(f"“{key}” é um aviso: não tem resposta")
        return Part("ref", key)

    def _function(self, name: str) -> Part:
        if not self._takes("sign", "("):
            raise ExpressionError(f"não entendi “{name}”. Textos vão entre aspas simples")
        if name == "not":
            return Part("logic", {"!": [_condition(self._bracketed())]})
        if name not in {"selected", "count-selected"}:
            raise ExpressionError(f"a função “{name}” não é aceita (só {FUNCTIONS})")
        asked = self._value()
        if asked.kind != "ref":
            raise ExpressionError(f"{name}() começa com uma pergunta, como ${{pergunta}}")
        part = self._selected(asked.value) if name == "selected" else self._counted(asked.value)
        self._needs(")")
        return part

    def _selected(self, key: str) -> Part:
        self._needs(",")
        option = self._value()
        if option.kind not in {"text", "number"}:
            raise ExpressionError("selected() termina com a opção entre aspas")
        if self.kinds[key] == "multiple":
            return Part("logic", {"in": [str(option.value), {"var": key}]})
        return Part("logic", {"===": [{"var": key}, str(option.value)]})

    def _counted(self, key: str) -> Part:
        if self.kinds[key] != "multiple":
            raise ExpressionError(f"count-selected() conta respostas de select_multiple; “{key}” tem uma só")
        return Part("count", key)

    def _compare(self, left: Part, sign: str, right: Part) -> dict[str, Any]:
        if left.kind in {"number", "text"} and right.kind in {"ref", "count"}:
            left, sign, right = right, FLIPPED[sign], left
        if left.kind not in {"ref", "count"} or right.kind == "logic":
            raise ExpressionError("a comparação precisa de uma pergunta de um lado")
        if right == Part("text", ""):
            return {self._equality(sign): [_logic(left), None]}
        if sign in ORDERS:
            return self._ordered(left, sign, right)
        return {sign: [_logic(left), self._fitting(left, right)]}

    def _equality(self, sign: str) -> str:
        if sign in ORDERS:
            raise ExpressionError("com texto vazio só cabem = e !=")
        return sign

    def _ordered(self, left: Part, sign: str, right: Part) -> dict[str, Any]:
        named = [part for part in (left, right) if part.kind == "ref"]
        for part in named:
            if self.kinds[part.value] != "number":
                raise ExpressionError(f"“{part.value}” não é uma pergunta de número")
        if right.kind == "text":
            raise ExpressionError("maior e menor comparam números; tire as aspas")
        given = [{"!==": [_logic(part), None]} for part in named]
        order = {sign: [_logic(left), _logic(right)]}
        return {"and": [*given, order]} if given else order

    def _fitting(self, left: Part, right: Part) -> Any:
        """The right side of an equality, as the left question's answers are written."""
        kind = "number" if left.kind == "count" else self.kinds[left.value]
        if kind == "multiple":
            raise ExpressionError(f"“{left.value}” aceita várias respostas: use selected()")
        if right.kind in {"ref", "count"}:
            return _logic(right)
        if kind != "number":
            return str(right.value)
        if right.kind == "text":
            raise ExpressionError("a pergunta é de número: tire as aspas")
        return right.value

    def _takes(self, kind: str, text: str) -> bool:
        if self.left and self.left[0] == Token(kind, text):
            self.left.pop(0)
            return True
        return False

    def _needs(self, sign: str) -> None:
        if not self._takes("sign", sign):
            raise ExpressionError(f"falta “{sign}”")


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _logic(part: Part) -> Any:
    if part.kind == "ref":
        return {"var": part.value}
    if part.kind == "count":
        return {"reduce": [{"var": part.value}, COUNTING, 0]}
    return part.value
