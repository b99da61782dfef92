"""Why credentials for one change cannot be made, or not be taken back."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NOT_LENT: Final = Code(
    "ZY-CLOUD-320",
    Exit.REFUSED,
    N_("Site {site}: nothing was lent to {method} {path} with."),
    N_("Who carries out a change has nothing to write with until the permit, the witness's word and the vault's loan are there, and "
       "nothing any more once it has been given back."),
    rule=N_("No approval, no credential"),
    next="zhengyun change show REQUEST",
)  # fmt: skip
NOT_LET_IN: Final = Code(
    "ZY-CLOUD-321",
    Exit.REFUSED,
    N_("Site {site}: Keystone lets {user} in with nothing that the vault keeps: {problem}"),
    N_("After a run that was torn off the vault keeps the password as it was and as it was to become, and both were tried. Another "
       "change may have renewed it meanwhile: then the next run reads the newer one. Else somebody has changed it beside the vault."),
    unlock=N_("an administrator of the site, who sets the password, and two people who put it into the vault"),
    next="zhengyun change show REQUEST",
)  # fmt: skip
TOO_LATE: Final = Code(
    "ZY-CLOUD-322",
    Exit.REFUSED,
    N_("Site {site}: no credential can be made for {change}: it would have ended at {until}."),
    N_("What is made for a change ends with its permit at the latest."),
    rule=N_("No approval, no credential"),
    unlock=N_("a new request"),
    next="zhengyun change submit",
)
RULED_OUT: Final = Code(
    "ZY-CLOUD-323",
    Exit.REFUSED,
    N_("Site {site}: {service} does not accept what was made for this change: {method} {path}: {problem}"),
    N_("It is for certain services and methods alone (Keystone's access rules), and a service that is not told its own type, or calls "
       "others in our name without a token of its own, refuses it. `service_type` in [keystone_authtoken] and "
       "`send_service_user_token` cure that; or the word `access_rules` of the site's secret, with `no`, does without."),
    unlock=N_("an administrator of the site"),
    next="zhengyun explain ZY-CLOUD-323",
)  # fmt: skip
LEFT: Final = Code(
    "ZY-CLOUD-324",
    Exit.FAILED,
    N_("Site {site}: what was made for {change} could not all be taken back; it ends by itself at {until}: {problem}"),
    N_(
        "Keystone refuses it after that instant without being asked. The next run of this change, and any run after that instant, "
        "deletes what is left."
    ),
    next="zhengyun change run {change}",
)
NOT_RENEWED: Final = Code(
    "ZY-CLOUD-325",
    Exit.FAILED,
    N_(
        "Site {site}: the password of {user} that was read for {change} is not certain to have been replaced: {problem}"
    ),
    N_(
        "The vault keeps both the old and the new one where it was torn off in between, so that nobody is locked out; the next run tries "
        "both and renews it."
    ),
    next="zhengyun change run {change}",
)
