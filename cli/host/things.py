"""The kinds of things that are laid on a host: each says what it would be, what stands there, and how it comes and goes."""

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final, Protocol

from cli.host.root import Root, run

NO_SHELL: Final = "/usr/sbin/nologin"


class Thing(Protocol):
    """One thing. `kind` and `name` tell it apart, and suffice to take it away."""

    kind: ClassVar[str]

    @property
    def name(self) -> str:
        """Its name: a path, an account, a group."""
        ...

    def wanted(self, root: Root) -> str:
        """What it shall be, in the words of `stands`."""
        ...

    def stands(self, root: Root) -> str:
        """What is there of that name; empty where nothing is."""
        ...

    def lay(self, root: Root) -> None:
        """Make it, or make it as it shall be."""
        ...

    def take(self, root: Root) -> None:
        """Take it away."""
        ...


@dataclass(frozen=True, slots=True)
class Group:
    """A system group without members."""

    name: str
    kind: ClassVar[str] = "group"

    def wanted(self, root: Root) -> str:
        """A group that nobody is in."""
        return "system group"

    def stands(self, root: Root) -> str:
        """The group, and who was put into it."""
        line = root.lines("group").get(self.name)
        if line is None:
            return ""
        return self.wanted(root) + (f" with {line[3]}" if line[3:] and line[3] else "")

    def lay(self, root: Root) -> None:
        """By groupadd."""
        root.change("groupadd", "--system", self.name)

    def take(self, root: Root) -> None:
        """By groupdel; an account may have taken its own with it."""
        if not self.stands(root):
            return
        root.change("groupdel", self.name)


@dataclass(frozen=True, slots=True)
class Account:
    """A system account with a group of its own name, without shell and password; its home is laid as a directory."""

    name: str
    home: str = ""
    kind: ClassVar[str] = "account"

    def wanted(self, root: Root) -> str:
        """Its group, home and shell."""
        return f"group {self.name}, home {self.home}, shell {NO_SHELL}"

    def stands(self, root: Root) -> str:
        """Its group, home and shell as passwd has them."""
        line = root.lines("passwd").get(self.name)
        if line is None:
            return ""
        group = root.name("group", int(line[3]))
        return f"group {group}, home {line[5]}, shell {line[6]}"

    def lay(self, root: Root) -> None:
        """By useradd, which gives it no password."""
        words = ("--system", "--no-create-home", "--home-dir", self.home, "--shell", NO_SHELL, "--gid", self.name)
        root.change("useradd", *words, self.name)

    def take(self, root: Root) -> None:
        """By userdel, which refuses while a process runs under it."""
        root.change("userdel", self.name)


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory; one of the system's own (`mode` 0) only has to be there."""

    name: str
    owner: str = "root"
    group: str = "root"
    mode: int = 0
    kind: ClassVar[str] = "directory"

    def wanted(self, root: Root) -> str:
        """Owner, group and mode; of the system's own directories, however they stand."""
        return (
            f"{self.owner}:{self.group} {self.mode or 0o755:04o}"
            if self.mode
            else self.stands(root) or "root:root 0755"
        )

    def stands(self, root: Root) -> str:
        """Owner, group and mode as they are."""
        return _stands(root, self.name, stat.S_ISDIR)

    def lay(self, root: Root) -> None:
        """Made closed, and opened as far as it shall be."""
        path = root.path(self.name)
        path.mkdir(mode=0o700, exist_ok=True)
        os.chown(path, root.user(self.owner), root.group(self.group), follow_symlinks=False)
        path.chmod(self.mode or 0o755)

    def take(self, root: Root) -> None:
        """Only an empty one can be."""
        root.path(self.name).rmdir()


@dataclass(frozen=True, slots=True)
class File:
    """A file of root's, put in place whole, after `check` (a command that gets its name) has found nothing wrong with it."""

    name: str
    text: str = ""
    mode: int = 0o644
    check: tuple[str, ...] = ()
    kind: ClassVar[str] = "file"

    def wanted(self, root: Root) -> str:
        """Owner, group, mode and content."""
        return f"root:root {self.mode:04o} {_digest(self.text.encode())}"

    def stands(self, root: Root) -> str:
        """Owner, group, mode and content as they are; `?` for a content that may not be read."""
        found = _stands(root, self.name, stat.S_ISREG)
        if not found or found.endswith("?"):
            return found
        try:
            return f"{found} {_digest(root.path(self.name).read_bytes())}"
        except PermissionError:
            return f"{found} ?"

    def lay(self, root: Root) -> None:
        """Beside its place under a name with a dot, which sudo passes over, then into it in one step."""
        path = root.path(self.name)
        descriptor, name = tempfile.mkstemp(prefix=".zhengyun.", dir=path.parent)
        fresh = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(self.text.encode())
                os.fchown(descriptor, 0, 0)
                os.fchmod(descriptor, self.mode)
                file.flush()
                os.fsync(descriptor)
            if self.check:
                run(*self.check, name)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)

    def take(self, root: Root) -> None:
        """Unlink it."""
        root.path(self.name).unlink()


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link."""

    name: str
    target: str = ""
    kind: ClassVar[str] = "link"

    def wanted(self, root: Root) -> str:
        """Where it leads."""
        return f"-> {self.target}"

    def stands(self, root: Root) -> str:
        """Where it leads now."""
        path = root.path(self.name)
        return f"-> {path.readlink()}" if path.is_symlink() else _stands(root, self.name, stat.S_ISLNK)

    def lay(self, root: Root) -> None:
        """A new one in the place of the one that is there."""
        fresh = root.path(f"{self.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(self.target)
        fresh.replace(root.path(self.name))

    def take(self, root: Root) -> None:
        """Unlink it."""
        root.path(self.name).unlink()


KINDS: Final = {one.kind: one for one in (Group, Account, Directory, File, Link)}


def _stands(root: Root, name: str, right: Callable[[int], bool]) -> str:
    """Owner, group and mode of what is there; another kind of thing is told by its kind."""
    try:
        found = root.path(name).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except PermissionError:
        return "?"
    if not right(found.st_mode):
        return f"another kind of thing ({stat.filemode(found.st_mode)[0]})"
    owner, group = root.name("passwd", found.st_uid), root.name("group", found.st_gid)
    return f"{owner}:{group} {stat.S_IMODE(found.st_mode):04o}"


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
