"""Putting stand-ins where a file was refused, so that one wrong value does not hide what else is wrong."""

from copy import deepcopy
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from inventory.holes import Holes, Location, everything
from inventory.schema.form import fields, form, stand_in
from inventory.schema.values import Refused

Model = TypeVar("Model", bound=BaseModel)

KEY: Final = "[key]"
# Each round goes one step up from what no stand-in could mend; no part of an estate lies deeper.
ROUNDS: Final = 12


def mend(data: Any, model: type[Model], error: ValidationError) -> tuple[Model, Holes]:
    """The file's model with stand-ins for what was refused, and where they are."""
    whole = _Mending(deepcopy(data), model)
    for _ in range(ROUNDS):
        for detail in error.errors(include_url=False):
            whole.put_right(detail)
        try:
            return model.model_validate(whole.data), whole.holes
        except ValidationError as more:
            error = more
    return nothing(model)


def nothing(model: type[Model]) -> tuple[Model, Holes]:
    """The model of a file of which nothing is known."""
    return model.model_validate(stand_in(model)), everything()


class _Mending:
    def __init__(self, data: Any, model: type[BaseModel]) -> None:
        self.data = data
        self._model = model
        self._values: set[Location] = set()
        self._names: set[Location] = set()
        self._mended: set[Location] = set()

    @property
    def holes(self) -> Holes:
        """What is not known."""
        return Holes(frozenset(self._values), frozenset(self._names))

    def put_right(self, detail: ErrorDetails) -> None:
        """Leave out a name that is not known, keep one that is only written wrong, put a stand-in for a value."""
        location = detail["loc"]
        if detail["type"] == "extra_forbidden":
            self._leave_out(location)
        elif location and location[-1] == KEY and isinstance(_at(self.data, location[:-2]), dict):
            self._keep(location[:-2], str(location[-2]))
        elif detail["type"] == "missing" and _at(self.data, location[:-1]) == {}:
            self._replace(location[:-1])  # what shall stand there is not begun
        else:
            self._replace(location)

    def _leave_out(self, location: Location) -> None:
        """Any of the names that are not there may have been meant."""
        section = location[:-1]
        mapping = _at(self.data, section)
        if not isinstance(mapping, dict):
            return self._replace(section)
        mapping.pop(location[-1], None)
        self._values |= {(*section, name) for name in fields(self._model, section) if name not in mapping}
        return None

    def _keep(self, section: Location, name: str) -> None:
        mapping = _at(self.data, section)
        entries = {Refused(one) if one == name else one: value for one, value in mapping.items()}
        mapping.clear()
        mapping.update(entries)
        self._names.add(section)

    def _replace(self, location: Location) -> None:
        location = _reached(self.data, location)
        while location and location in self._mended:
            # What stands there does not help: the error is about what it stands in.
            location = _reached(self.data, location[:-1])
        self._values.add(location)
        self._mended.add(location)
        value = deepcopy(stand_in(form(self._model, location)))
        if location:
            _at(self.data, location[:-1])[location[-1]] = value
        else:
            self.data = value


def _at(data: Any, location: Location) -> Any:
    """What stands at a location; one value may stand where a list could."""
    for step in location:
        if isinstance(step, int) and not isinstance(data, list):
            continue
        data = data[int(step)] if isinstance(data, list) else data.get(step) if isinstance(data, dict) else None
    return data


def _reached(data: Any, location: Location) -> Location:
    """As much of a location as the file has; its last step may be missing."""
    reached: Location = ()
    passed: Location = ()
    for step in location:
        passed = (*passed, step)
        if isinstance(step, int) and not isinstance(data, list):
            continue
        if isinstance(data, list):
            if not isinstance(step, int) or step >= len(data):
                break
            data = data[step]
        elif isinstance(data, dict):
            if step not in data:
                return passed
            data = data[step]
        else:
            break
        reached = passed
    return reached
