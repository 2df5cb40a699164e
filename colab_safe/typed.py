"""What the package needs of `typing`, without importing it where start-up counts.

Price: with `typing` itself, the check of a five-notebook commit takes 183 million instructions
instead of 139, and `python -c pass` takes 38. Importing it costs 2.6 ms and each of the 25 named
tuples that a scan needs 0.1 ms more. See docs/decisions/004-named-tuples-not-dataclasses.md.

Type checkers see `typing`'s own names. At run time only `NamedTuple` does anything, and it does
what its namesake does: tests/test_typed.py holds the two against each other.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any, BinaryIO, NamedTuple, NoReturn, Protocol, TypeVar
else:
    from operator import itemgetter

    class Any: ...

    class BinaryIO: ...

    class NoReturn: ...

    class Protocol: ...

    class IO:
        def __class_getitem__(cls, _: object) -> type:
            return cls

    def TypeVar(name: str) -> type:
        return object

    def _completed(cls, values, named):
        missing = cls._fields[len(values) :]
        given = cls._field_defaults | named
        values += tuple([given[name] for name in missing if name in given])
        if len(values) != len(cls._fields) or not named.keys() <= set(missing):
            raise TypeError(f"{cls.__name__} takes {', '.join(cls._fields)}")
        return values

    class NamedTuple(tuple):
        """A tuple whose fields are the annotated names of the class body, with their defaults.

        Unlike one of `typing`'s, it has a `__dict__`: only a metaclass could keep it away.
        """

        def __init_subclass__(cls):
            cls._fields = cls.__match_args__ = tuple(cls.__annotations__)
            body = cls.__dict__  # not `getattr`: a tuple has `count` and `index`
            cls._field_defaults = {name: body[name] for name in cls._fields if name in body}
            for number, name in enumerate(cls._fields):
                setattr(cls, name, property(itemgetter(number)))

        def __new__(cls, *values, **named):
            if named or len(values) != len(cls._fields):
                values = _completed(cls, values, named)
            return tuple.__new__(cls, values)

        _make = classmethod(tuple.__new__)

        def _replace(self, **named):
            if not named.keys() <= set(self._fields):
                raise ValueError(f"{type(self).__name__} has {', '.join(self._fields)}")
            return tuple.__new__(type(self), (self._asdict() | named).values())

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            fields = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({fields})"

        def __getnewargs__(self):
            return tuple(self)


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
