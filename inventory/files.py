"""The files of an estate after the schema has accepted them: each model beside the document that it was read from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from inventory.reader import Document
from inventory.schema.estate import EstateFile
from inventory.schema.site import SiteFile
from inventory.schema.tenant import TenantFile
from zhengyun.errors import Place

Model = TypeVar("Model", EstateFile, SiteFile, TenantFile)


@dataclass(frozen=True)
class Loaded(Generic[Model]):
    """One accepted file."""

    document: Document
    model: Model

    def place(self, *location: str | int, of_name: bool = False) -> Place:
        """Where a value stands in the file."""
        return self.document.place(location, of_name=of_name)


@dataclass(frozen=True)
class SiteFiles:
    """One site's files. Tenants that the schema refused are missing."""

    site: Loaded[SiteFile]
    tenants: Mapping[str, Loaded[TenantFile]] = field(default_factory=dict)


@dataclass(frozen=True)
class EstateFiles:
    """All files. Sites that the schema refused are missing."""

    estate: Loaded[EstateFile]
    sites: Mapping[str, SiteFiles]
