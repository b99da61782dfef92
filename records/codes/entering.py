"""Why nobody comes in to the database, or not as he is called."""

from zhengyun.errors import N_, Code, Exit

NO_DATABASE_NAMED = Code(
    "ZY-REC-060",
    Exit.BAD_INPUT,
    N_("The address {database} names no database."),
    N_("PostgreSQL would take the one that is called as whoever comes in, and that is no place for records."),
    next="zhengyun doctor",
)
NO_USER = Code(
    "ZY-REC-061",
    Exit.BAD_INPUT,
    N_("The address {database} does not say who comes in."),
    N_(
        "PostgreSQL would take the account of whoever runs this program. Who alters its roles is named: postgresql://NAME@HOST/DATABASE."
    ),
    next="zhengyun records separate --check",
)
EXECUTOR_IN_OFFICE = Code(
    "ZY-REC-062",
    Exit.REFUSED,
    N_("The executor {executor} holds an office of the role file himself: {offices}."),
    N_(
        "Who carries out what others have agreed to asks for nothing and agrees to nothing: in the database he would be both."
    ),
    rule=N_("who agrees does not carry out, and who carries out does not agree"),
    unlock=N_("another `executor` in [vault] of the settings, or the next version of the role file"),
    next="zhengyun role show",
)
NOBODY_COMES_IN = Code(
    "ZY-REC-063",
    Exit.BAD_INPUT,
    N_("Nobody called {person} comes in to the database; there are {people}."),
    N_("A login is that of somebody who holds an office of the role file now, or of the executor."),
    next="zhengyun role show",
)
NO_ADDRESS = Code(
    "ZY-REC-064",
    Exit.BAD_INPUT,
    N_("That is no address of a PostgreSQL database: {problem}"),
    N_("It looks like postgresql://NAME@HOST/DATABASE; these are the words of PostgreSQL's own library."),
    next="zhengyun doctor",
)
