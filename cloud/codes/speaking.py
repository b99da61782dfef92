"""Why a cloud that is there cannot be worked with as it is, or as it is entered."""

from zhengyun.errors import N_, Code, Exit

TOO_OLD = Code(
    "ZY-CLOUD-200",
    Exit.REFUSED,
    N_("Site {site}: {service} speaks at most version {newest}; at least {floor} is needed."),
    N_("Below that version it lacks what everything here rests on. OpenStack has had it since 2018."),
    unlock=N_("an administrator of the cloud, who upgrades the service"),
    next="zhengyun doctor",
)
NOT_SPOKEN = Code(
    "ZY-CLOUD-201",
    Exit.REFUSED,
    N_("Site {site}: {thing} asks for {what}, which {service} has since version {since}; here it speaks {newest}."),
    N_("Everything else works with the older service; only what asks for this is refused, before the first write."),
    unlock=N_("an administrator of the cloud, who upgrades the service"),
    next="zhengyun doctor",
)
BOUND = Code(
    "ZY-CLOUD-202",
    Exit.REFUSED,
    N_("Site {site}: the entry {cloud} in clouds.yaml is of type {type}, which is bound to one project."),
    N_("An application credential, or a token, cannot be exchanged for a token of another project, and whoever applies a "
       "change works in the projects of the tenants. To look, and to agree to what others have planned, it will do: "
       "whoever plans and applies needs another entry."),
    unlock=N_("an entry of type password, whose user has the role in the tenants' projects"),
    next="zhengyun doctor",
)  # fmt: skip
BAD_ENTRY = Code(
    "ZY-CLOUD-203",
    Exit.BAD_INPUT,
    N_("--os-cloud {given}: expected SITE=ENTRY, or ENTRY where the estate has one site; the sites are {legal}"),
    N_("Each site has an entry in clouds.yaml. Which one, is said by --os-cloud, by `os_cloud` in zhengyun.toml, by `cloud` "
       "in site.yaml, where there is but one site by $OS_CLOUD, and else by the site's name."),
    next="zhengyun doctor",
)  # fmt: skip
