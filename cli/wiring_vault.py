"""The vault, reached as it is needed: the part of the wiring that names its driver."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cli.wiring_records import Recorded
from vault import codes
from zhengyun.errors import ZhengyunError
from zhengyun.vault_settings import VaultSettings

if TYPE_CHECKING:
    from vault.opening import Executor
    from vault.server import HttpServer
    from zhengyun.signing import RawSigner


@dataclass
class Vaulted(Recorded):
    """Whatever a command may need of the vault, made when it is first asked for."""

    @property
    def vault_settings(self) -> VaultSettings:
        """Which vault it is.

        Raises: ZhengyunError (ZY-VAULT-010).
        """
        found = self.session.settings.vault
        if found is None:
            raise ZhengyunError(codes.NO_VAULT, file=self.session.settings.file)
        return found

    @cached_property
    def vault_server(self) -> "HttpServer":
        """The vault's server, which nobody has spoken to yet.

        Raises: ZhengyunError (ZY-VAULT-010).
        """
        from vault.server import HttpServer

        return HttpServer(self.vault_settings.address, self.vault_settings.roots)

    @property
    def executor_name(self) -> str:
        """Who carries changes out; nobody in particular where there is no vault."""
        found = self.session.settings.vault
        return found.executor if found else ""

    def executor(self, signer: "Callable[[], RawSigner]") -> "Executor":
        """The executor at the vault, who comes in by his key. Raises: ZhengyunError (ZY-VAULT-010, 022)."""
        from vault.keeping import Folder
        from vault.opening import Executor
        from vault.snapshots import refuse_unswept

        refuse_unswept(self.book, self.vault_server.address)
        folder = Folder(self.session.settings.wrapped_store)
        name, host = self.vault_settings.executor, socket.gethostname()
        return Executor(self.vault_server, name, signer, folder, self.book.append, self.clock, host)
