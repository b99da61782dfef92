"""Why lists of what is revoked and answers about it cannot be made or published."""

from zhengyun.errors import N_, Code, Exit

NOT_PUBLISHED = Code(
    "ZY-PKI-051",
    Exit.FAILED,
    N_("{file} could not be published: {problem}. What was there before is still there."),
    N_("A list is written beside its place and moved there whole, so that nobody ever fetches half of one."),
    next="zhengyun ca crl --help",
)
CLOCK_BEHIND = Code(
    "ZY-PKI-052",
    Exit.REFUSED,
    N_(
        "The clock says {now}, but {authority} has something on record of {last}: nothing is signed until it has caught up."
    ),
    N_(
        "Lists and certificates that are dated before those that came earlier could take the place of newer ones. Either the clock "
        "has been set back now, or it ran ahead then."
    ),
    N_("RFC 5280 section 5.2.3"),
    next="zhengyun doctor",
)
NO_FULL_LIST = Code(
    "ZY-PKI-053",
    Exit.REFUSED,
    N_("{authority} has no full list in force that a delta could go with."),
    N_("A delta list says what has changed since a full one; whoever has not got that one can do nothing with it."),
    N_("RFC 5280 section 5.2.4"),
    next="zhengyun ca crl {authority}",
)
LIST_OVERTAKEN = Code(
    "ZY-PKI-054",
    Exit.REFUSED,
    N_("Somebody else has signed a list of {authority} meanwhile; number {number} is not kept."),
    N_("Two lists of one number that differ would have to be believed both."),
    N_("RFC 5280 section 5.2.3"),
    next="zhengyun ca crl {authority}",
)
LIST_OVERDUE = Code(
    "ZY-PKI-245",
    Exit.REFUSED,
    N_("The newest list of {authority}, number {number}, held until {until}: nothing is certified before there is another one."),
    N_(
        "Whoever finds a list that has ended relies on nothing of its authority, nor on what it certifies today. What takes something "
        "away goes on: revoking, suspending, signing lists."
    ),
    N_("RFC 5280 sections 5.1.2.5 and 6.3.3"),
    unlock=N_("a security administrator, who signs the next list"),
    next="zhengyun ca crl {authority} --sign --publish FOLDER",
)  # fmt: skip
FIRST_LIST_OVERDUE = Code(
    "ZY-PKI-246",
    Exit.REFUSED,
    N_("{authority} has certified since {first} and has never signed a list; the first one was due until {until}."),
    N_(
        "By its schedule a list holds for so long; as long after its first certificate an authority can do without one. A ceremony "
        "signs the first list as its last step."
    ),
    N_("RFC 5280 sections 5.1.2.5 and 6.3.3"),
    unlock=N_("a security administrator, who signs the first list"),
    next="zhengyun ca crl {authority} --sign --publish FOLDER",
)
NO_DELTAS = Code(
    "ZY-PKI-055",
    Exit.BAD_INPUT,
    N_("{authority} makes no delta lists: its schedule says so."),
    N_("`delta` in the authority's schedule says how long a delta list holds; without it there is none."),
    next="zhengyun ca crl {authority}",
)
NO_SUCH_AUTHORITY = Code(
    "ZY-PKI-056",
    Exit.BAD_INPUT,
    N_("There is no authority called {authority}; there are: {known}."),
    N_(
        "An authority is declared in pki.yaml, planned, agreed to and applied; a ceremony then makes its key and its certificate."
    ),
    next="zhengyun plan",
)
NOT_BEGUN = Code(
    "ZY-PKI-057",
    Exit.REFUSED,
    N_("The authority {authority} has no key and no certificate yet."),
    N_("A ceremony makes them, with so many people there as its declaration says."),
    next="zhengyun ca ceremony {authority}",
)
NOT_IN_PLACE = Code(
    "ZY-PKI-058",
    Exit.REFUSED,
    N_("{certificate} may not answer for {authority}: {what}."),
    N_("Whoever answers for an authority has a certificate from it for this use (OCSPSigning), which is in force."),
    N_("RFC 6960 section 4.2.2.2"),
    next="zhengyun ca list --profile ocsp",
)
OLDER_LIST = Code(
    "ZY-PKI-292",
    Exit.REFUSED,
    N_("{file} is list {there} of its authority, and the newest on record is {number}: it is not put in the place of a newer one."),
    N_(
        "Whoever has fetched the newer list takes no older one, and what was revoked since would count again for everybody else. The "
        "records were restored from a backup, or the folder belongs to others."
    ),
    N_("RFC 5280 section 5.2.3"),
    unlock=N_("a list with a higher number than the one that lies there"),
    next="zhengyun ca crl AUTHORITY --sign --publish FOLDER",
)  # fmt: skip
