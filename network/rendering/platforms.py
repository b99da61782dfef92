"""Configurations of devices as text, for whoever has a platform's name and no grammar."""

from collections.abc import Mapping
from typing import Final

from network.rendering import changing
from network.rendering.blocks import Blocks, parse, ranked, text
from network.rendering.grammar import Grammar
from network.rendering.grammars import comware, frr, ios, vrp
from zhengyun.estate.devices import Platform

GRAMMARS: Final[Mapping[Platform, Grammar]] = {
    "frr": frr.GRAMMAR,
    "huawei_vrp": vrp.GRAMMAR,
    "hp_comware": comware.GRAMMAR,
    "cisco_ios": ios.GRAMMAR,
}


def normal(platform: Platform, given: str, *, managed: bool = True, spared: str = "") -> str:
    """A configuration in normal form: texts are equal where and only where they mean the same. `managed`: of it what the estate
    decides on, and nothing else; sections that hold the address `spared` are then nobody's but the device's."""
    grammar = GRAMMARS[platform]
    return text(_sorted(_chosen(parse(given, grammar), grammar, managed, spared), grammar))


def commands(platform: Platform, found: str, wanted: str, *, managed: bool = True, spared: str = "") -> tuple[str, ...]:
    """Lines of configuration mode that lead from one configuration to another, sections entered by their own line. `managed`: what the
    estate does not decide on stays as it is found; otherwise everything becomes as wanted."""
    grammar = GRAMMARS[platform]
    return changing.commands(*_both(grammar, found, wanted, managed, spared), grammar)


def diff(platform: Platform, found: str, wanted: str, *, managed: bool = True, spared: str = "") -> tuple[str, ...]:
    """How they differ, block by block, each line marked ` `, `-` or `+`; nothing where they mean the same."""
    grammar = GRAMMARS[platform]
    return changing.diff(*_both(grammar, found, wanted, managed, spared), grammar)


def candidate(platform: Platform, found: str, wanted: str, *, spared: str = "") -> str:
    """The whole of what a device is to run: what the estate decides on as it is wanted, all else as it is found."""
    grammar = GRAMMARS[platform]
    return text(_sorted(_both(grammar, found, wanted, True, spared)[1], grammar))


def _both(grammar: Grammar, found: str, wanted: str, managed: bool, spared: str) -> tuple[Blocks, Blocks]:
    before, after = parse(found, grammar), parse(wanted, grammar)
    return before, changing.candidate(before, after, grammar, spared) if managed else after


def _chosen(blocks: Blocks, grammar: Grammar, managed: bool, spared: str) -> Blocks:
    return changing.owned(blocks, grammar, spared) if managed else blocks


def _sorted(blocks: Blocks, grammar: Grammar) -> Blocks:
    return ranked(blocks, grammar)
