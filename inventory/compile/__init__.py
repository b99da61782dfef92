"""From accepted files to the estate's normal form: counts written out, exposures turned into groups, defaults filled in."""

from inventory.compile.ignoring import ignores
from inventory.compile.site import site_of
from inventory.files import EstateFiles
from zhengyun.estate import Estate


def estate_of(files: EstateFiles, commit: str) -> Estate:
    """Bring accepted files into normal form; a reference that leads nowhere is left as it is."""
    model = files.estate.model
    departments = {name: department.title for name, department in model.departments.items()}
    return Estate(
        name=model.estate,
        title=model.title,
        network=model.network,
        sites=tuple(site_of(name, site, departments) for name, site in files.sites.items()),
        commit=commit,
        departments=departments,
        ignores=tuple(ignores(files.drift)) if files.drift else (),
    )
