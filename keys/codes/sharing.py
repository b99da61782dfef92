"""Why a secret is not split, or why shares do not give it back."""

from zhengyun.errors import N_, Code, Exit

CANNOT_SPLIT = Code(
    "ZY-KEY-050",
    Exit.BAD_INPUT,
    N_("A secret of {size} bytes is not split into {of} shares of which {need} restore it."),
    N_("Of at most 255 shares at least one is needed and at most all of them; a secret has 1 to {most} bytes."),
    next="zhengyun ca --help",
)
MISTYPED = Code(
    "ZY-KEY-051",
    Exit.BAD_INPUT,
    N_("Line {line} of the share is mistyped."),
    N_("The last group of each line checks the others of it. O counts as 0, I and L as 1; blanks, hyphens and case do not matter."),
    next="zhengyun ca --help",
)  # fmt: skip
NOT_A_SHARE = Code(
    "ZY-KEY-052",
    Exit.BAD_INPUT,
    N_("This is no whole share: {problem}"),
    N_("All lines of one share are wanted, in their order, and nothing else."),
    next="zhengyun ca --help",
)
TOO_FEW_SHARES = Code(
    "ZY-KEY-053",
    Exit.REFUSED,
    N_("{have} shares are there, and {need} are needed."),
    N_("Fewer shares than that say nothing of the secret, whoever computes with them."),
    unlock=N_("the keepers of the other shares"),
    next="zhengyun ca --help",
)
OTHER_SET = Code(
    "ZY-KEY-054",
    Exit.BAD_INPUT,
    N_("These shares are of different secrets, or of different splittings of one: {sets}"),
    N_("Each splitting has a name of its own, which stands on each of its shares."),
    next="zhengyun ca --help",
)
SHARE_TWICE = Code(
    "ZY-KEY-055",
    Exit.BAD_INPUT,
    N_("Share {number} is there twice."),
    N_("The same share counts once, whoever brings it."),
    next="zhengyun ca --help",
)
NOT_RESTORED = Code(
    "ZY-KEY-056",
    Exit.BROKEN,
    N_("These shares do not give their secret back: at least one was forged or altered."),
    N_("The secret carries a digest of itself, which does not fit. Which share is wrong shows itself by trying others in its place."),
    unlock=N_("the keepers of the other shares"),
    next="zhengyun ca --help",
)  # fmt: skip
NOT_AN_ESCROW = Code(
    "ZY-KEY-060",
    Exit.BAD_INPUT,
    N_("This is no escrowed secret: {problem}"),
    N_("An escrowed secret is one line of canonical JSON (RFC 8785), byte for byte as it was written."),
    next="zhengyun ca --help",
)
OTHER_ESCROW_KEY = Code(
    "ZY-KEY-061",
    Exit.BAD_INPUT,
    N_("This secret is escrowed under the key {wanted}; the key that is at hand is {key}."),
    N_("The shares that restore an escrow key say which by their set. Bring together those of the key that is named."),
    unlock=N_("the keepers of that key's shares"),
    next="zhengyun ca --help",
)
NOT_RECOVERED = Code(
    "ZY-KEY-062",
    Exit.BROKEN,
    N_("The escrowed secret does not open for {context}: it belongs to another, or it was altered."),
    N_(
        "What an escrowed secret belongs to (authority, serial number, holder) is sealed with it, and opens nothing else."
    ),
    next="zhengyun ca --help",
)
SHARE_THERE = Code(
    "ZY-KEY-063",
    Exit.REFUSED,
    N_("{file} is there already, and a share is never written over another."),
    N_("It may be the only one of its kind, and open another key. No key was made. Name another folder with --shares; what a ceremony that was "
       "torn off has left is moved away by whoever knows that it belongs to no key."),
    next="ls -l {file}",
)  # fmt: skip
