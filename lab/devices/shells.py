"""The manners of each platform."""

import re
from typing import Final

from lab.devices.configuration import RefusedError
from lab.devices.device import SimulatedDevice
from lab.devices.shell import LeftError, Question, Said, Shell

TRIAL: Final = (60, 65535)
MINUTE: Final = 60
NO_TIMER: Final = "%No Rollback Confirmed Change pending\n"


def _caret(prompt: str, at: int) -> str:
    return " " * (len(prompt) + at) + "^\n"


class VrpShell(Shell):
    """Huawei VRP 8, in two stages; `old`: as VRP 5, at once."""

    _trying = False

    def prompt(self) -> str:
        """`<name>`, `[~name]` where nothing waits to be committed, `[*name]` where something does."""
        if self.editing is None:
            return f"<{self.device.name}>"
        view = f"-{self.editing.path[-1].replace('interface ', '').replace(' ', '-')}" if self.editing.path else ""
        old = self.device.faults.old
        mark = "" if old else "*" if self.editing.top != self.device.running or self.device.trial else "~"
        return f"[{mark}{self.device.name}{view}]"

    def user(self, words: str) -> Said:
        """The user view."""
        if words == "screen-length 0 temporary":
            return self.unpaged("Info: The configuration takes effect on the current user terminal interface only.\n")
        if words in {"display current-configuration", "display saved-configuration"}:
            return f"#\n{self.configuration('saved' in words)}return\n"
        if words == "display configuration trial status":
            return f"Trial status: {'ACTIVE' if self.device.trial else 'INACTIVE'}\n"
        if words == "display clock":
            return "2026-01-01 08:00:00+08:00\nThursday\nTime Zone(Beijing) : UTC+08:00\n"
        if words == "system-view":
            self.edit(copy=not self.device.faults.old)
            return "Enter system view, return user view with return command.\n"
        if words == "save":
            return Question(
                "Warning: The current configuration will be written to the device.\nAre you sure to continue? [Y/N]:",
                self._saved,
            )
        if words == "quit":
            raise LeftError
        raise RefusedError

    def special(self, words: str) -> Said | None:
        """The words of two stages."""
        if words == "return":
            return self._left()
        if words.startswith("display "):
            return self.user(words)
        if self.device.faults.old:
            return None
        if words in {"commit", "abort trial", "clear configuration candidate"}:
            deeds = {"commit": self._committed, "abort": self._aborting, "clear": self._cleared}
            return deeds[words.partition(" ")[0]]()
        hit = re.fullmatch(r"commit trial (\d+)", words)
        return self._tried(int(hit[1])) if hit else None

    def line(self, words: str) -> str:
        """Take a line; what had been on trial and has gone back is not the candidate any more."""
        self.device.tick()
        if self._trying and not self.device.trial:
            self._trying = False
            self.edit(copy=True)
        return super().line(words)

    def _committed(self) -> Said:
        if self.editing:
            self.device.trial, self.device.running, self._trying = None, self.editing.top, False
            self.edit(copy=True)
        return ""

    def _aborting(self) -> Said:
        if not self.device.trial:
            return "Error: The system is not in the trial configuration mode.\n"
        return Question("Warning: The trial configuration will be rolled back. Continue? [Y/N]:", self._aborted)

    def _cleared(self) -> Said:
        self.edit(copy=True)
        return ""

    def refused(self, error: RefusedError, words: str) -> str:
        """With a caret below what it did not understand."""
        if error.problem:
            return f"Error: {error.problem[0].upper()}{error.problem[1:]}.\n"
        return _caret(self.prompt(), error.at) + "Error: Unrecognized command found at '^' position.\n"

    def _tried(self, seconds: int) -> str:
        if self.editing is None or not TRIAL[0] <= seconds <= TRIAL[1]:
            return "Error: Wrong parameter found at '^' position.\n"
        self.device.arm(seconds)
        self.device.running, self._trying = self.editing.top, True
        path = self.editing.path
        self.edit(copy=True)
        self.editing.path = path
        return (
            "Info: The system enters the trial configuration mode. The system will revert to previous configuration if "
            f"the trial configuration is not confirmed in {seconds} seconds.\n"
        )

    def _aborted(self, answer: str) -> str:
        if answer.upper() == "Y":
            self.device.back()
            self.edit(copy=True)
        return ""

    def _left(self) -> Said:
        if self.editing and not self.device.faults.old and self.editing.top != self.device.running:
            return Question(
                "Warning: Uncommitted configurations found. Are you sure to commit them before exiting? [Y(yes)/N(no)/C(cancel)]:",
                self._thrown,
            )
        self.editing = None
        return ""

    def _thrown(self, answer: str) -> str:
        if self.editing and answer.upper() == "Y":
            self.device.running = self.editing.top
        if answer.upper() != "C":
            self.editing = None
        return ""

    def _saved(self, answer: str) -> str:
        if answer.upper() != "Y":
            return ""
        if self.device.faults.full:
            return "Error: Failed to save the configuration file: the storage is full.\n"
        self.save()
        return "Now saving the current configuration to the slot 1 .\nInfo: Save the configuration successfully.\n"


class ComwareShell(Shell):
    """H3C Comware 7."""

    def prompt(self) -> str:
        """`<name>`, and `[name-view]` in a view."""
        if self.editing is None:
            return f"<{self.device.name}>"
        view = f"-{self.editing.path[-1].replace('interface ', '').replace(' ', '-')}" if self.editing.path else ""
        return f"[{self.device.name}{view}]"

    def user(self, words: str) -> Said:
        """The user view."""
        if words == "screen-length disable":
            return self.unpaged()
        if words in {"display current-configuration", "display saved-configuration"}:
            return f"#\n version 7.1.070, Release 6710\n#\n{self.configuration('saved' in words)}return\n"
        if words == "system-view":
            self.edit()
            return "System View: return to User View with Ctrl+Z.\n"
        if words == "save":
            return Question(
                "The current configuration will be written to the device. Are you sure? [Y/N]:", self._where
            )
        if words == "quit":
            raise LeftError
        raise RefusedError

    def special(self, words: str) -> Said | None:
        """The delay of a commit."""
        if words == "return":
            self.editing = None
            return ""
        if words.startswith("display "):
            return self.user(words)
        if self.device.faults.old:
            return None
        if hit := re.fullmatch(r"configuration commit delay (\d+)", words):
            self.device.arm(int(hit[1]) * MINUTE)
            return ""
        return self._committed() if words == "configuration commit" else None

    def _committed(self) -> str:
        waits, self.device.trial = self.device.trial, None
        return "" if waits else "% No configuration is waiting to be committed.\n"

    def refused(self, error: RefusedError, words: str) -> str:
        """With a caret below what it did not understand."""
        if error.problem:
            return f"% {error.problem[0].upper()}{error.problem[1:]}.\n"
        return _caret(self.prompt(), error.at) + " % Unrecognized command found at '^' position.\n"

    def _where(self, answer: str) -> Said:
        asked = "Please input the file name(*.cfg)[flash:/startup.cfg]\n(To leave the existing filename unchanged, press the enter key):"
        return Question(asked, self._over) if answer.upper() == "Y" else ""

    def _over(self, answer: str) -> Said:
        del answer
        return Question("flash:/startup.cfg exists, overwrite? [Y/N]:", self._saved)

    def _saved(self, answer: str) -> str:
        if answer.upper() != "Y":
            return ""
        if self.device.faults.full:
            return "Validating file. Please wait...\nFailed to save the current configuration: not enough space.\n"
        self.save()
        return "Validating file. Please wait...\nSaved the current configuration to mainboard device successfully.\n"


class IosShell(Shell):
    """Cisco IOS."""

    mark = "!"
    more = "--More--"
    erase = "\b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\b"

    def prompt(self) -> str:
        """`name#`, and `name(config-view)#` in a view."""
        if self.editing is None:
            return f"{self.device.name}#"
        return f"{self.device.name}(config{f'-{self.editing.here.view}' if self.editing.path else ''})#"

    def user(self, words: str) -> Said:
        """Privileged EXEC."""
        if words in {"terminal length 0", "terminal width 511"}:
            return self.unpaged() if "length" in words else ""
        if words in {"show running-config", "show startup-config"}:
            head = (
                "Using 1804 out of 262136 bytes"
                if "startup" in words
                else "Building configuration...\n\nCurrent configuration : 1804 bytes"
            )
            return f"{head}\n!\nversion 15.7\n!\n{self.configuration('startup' in words)}end\n"
        if hit := re.fullmatch(r"configure terminal(?: revert timer (\d+))?", words):
            return self._entered(int(hit[1] or 0))
        if words == "show archive config rollback timer":
            return "Timer type: absolute timer\n" if self.device.trial else NO_TIMER
        if words in {"configure confirm", "configure revert now"}:
            return self._ended(words)
        if words == "write memory":
            return self._saved()
        if words == "exit":
            raise LeftError
        raise RefusedError

    def special(self, words: str) -> Said | None:
        """The way out."""
        if words == "end":
            self.editing = None
            return ""
        return None

    def refused(self, error: RefusedError, words: str) -> str:
        """With a caret below what it did not understand."""
        if error.problem:
            return f"% {error.problem[0].upper()}{error.problem[1:]}\n"
        return _caret(self.prompt(), error.at) + "% Invalid input detected at '^' marker.\n\n"

    def _entered(self, minutes: int) -> str:
        said = ""
        if minutes:
            if self.device.faults.old or not any(one.startswith("path") for one in self._archive()):
                return "%Turn config archive on before using Rollback Confirmed Change\n"
            if self.device.trial:
                return "%Rollback Confirmed Change is already pending\n"
            self.device.arm(minutes * MINUTE)
            said = "Rollback Confirmed Change: Backing up current running config to flash:zy-1\n\n"
        self.edit()
        return f"{said}Enter configuration commands, one per line.  End with CNTL/Z.\n"

    def _archive(self) -> list[str]:
        archive = self.device.running.lines.get("archive")
        return list(archive.lines) if archive else []

    def _ended(self, words: str) -> Said:
        if not self.device.trial:
            return NO_TIMER
        if words == "configure confirm":
            self.device.trial = None
            return ""
        self.device.back()
        return "Rollback Confirmed Change: Rolling to: flash:zy-1\nTotal number of passes: 1\nRollback Done\n"

    def _saved(self) -> str:
        if self.device.faults.full:
            return "Building configuration...\n% Error opening nvram:startup-config (No space left on device)\n"
        self.save()
        return "Building configuration...\n[OK]\n"


def shell(device: SimulatedDevice) -> Shell:
    """A conversation with a device."""
    manners: dict[str, type[Shell]] = {"huawei_vrp": VrpShell, "hp_comware": ComwareShell, "cisco_ios": IosShell}
    return manners[device.kind](device)
