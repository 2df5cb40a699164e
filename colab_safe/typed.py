"""What the package needs of `typing`, without importing it: that, and its named tuples, take 6 of a commit's 40 ms.

Type checkers see `typing`'s own. At run time nothing looks at the stand-ins but `NamedTuple`, which is what its namesake is:
a tuple with names, defaults, `_replace` and `_asdict`, pickled and compared as a tuple.
See docs/decisions/004-named-tuples-not-dataclasses.md.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any, BinaryIO, NamedTuple, NoReturn, Protocol, TypeVar
else:
    from collections import (
        _tuplegetter,
    )  # what makes the fields of `collections.namedtuple`; `re` imports it anyway

    class Any: ...

    class BinaryIO: ...

    class NoReturn: ...

    class Protocol: ...

    class IO:
        def __class_getitem__(cls, _: object) -> type:
            return cls

    def TypeVar(name: str) -> type:
        return object

    class _Fields(type):
        """Makes each annotated name of the class body a field."""

        def __new__(cls, name: str, bases: tuple, body: dict) -> type:
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            getters = {field: _tuplegetter(number, None) for number, field in enumerate(fields)}
            names = {
                "_fields": fields,
                "_field_defaults": defaults,
                "__match_args__": fields,
                "__slots__": (),
            }
            return super().__new__(cls, name, bases or (tuple,), body | getters | names)

    class NamedTuple(metaclass=_Fields):
        def __new__(cls, *values, **named):
            missing = cls._fields[len(values) :]
            if named or len(missing) > len(cls._field_defaults):
                values += tuple([_value(cls, field, named) for field in missing])
            elif missing:
                values += tuple(cls._field_defaults.values())[-len(missing) :]
            if named or len(values) != len(cls._fields):
                raise TypeError(
                    f"{cls.__name__} takes {', '.join(cls._fields)}: not {', '.join(named) or 'so many'}"
                )
            return tuple.__new__(cls, values)

        def _replace(self, **named):
            values = [
                named.pop(field, value) for field, value in zip(self._fields, self, strict=True)
            ]
            if named:
                raise ValueError(f"{type(self).__name__} has no field {', '.join(named)}")
            return tuple.__new__(type(self), values)

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            fields = ", ".join(
                f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True)
            )
            return f"{type(self).__name__}({fields})"

        def __getnewargs__(self):
            return tuple(self)

    def _value(cls, field, named):
        if field in named:
            return named.pop(field)
        if field not in cls._field_defaults:
            raise TypeError(f"{cls.__name__} needs a value for {field}")
        return cls._field_defaults[field]


__all__ = [
    "IO",
    "TYPE_CHECKING",
    "Any",
    "BinaryIO",
    "NamedTuple",
    "NoReturn",
    "Protocol",
    "TypeVar",
]
