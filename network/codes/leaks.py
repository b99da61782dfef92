"""Why hosts are not as apart as they are declared: one code a kind of leak."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

OUT: Final = N_("GB/T 22239-2019 8.1.3.1 c): unauthorised ways of own devices to outside are found or kept")
IN: Final = N_("GB/T 22239-2019 8.1.3.1 b): unauthorised devices that join the network are found or kept")
BORDER: Final = N_("GB/T 22239-2019 8.1.3.1 a): what crosses a border passes a controlled interface")
LEAST: Final = N_("GB/T 22239-2019 8.1.4.4 b): what is not needed is not running")
UNLOCK: Final = N_("whoever administers the host; or declare it, by a change of the estate's files")

NO_STATE = Code(
    "ZY-NET-180",
    Exit.BROKEN,
    N_("{host} does not tell how it is joined to its networks: {problem}"),
    N_("The role accounts lays the program zhengyun-state and lets zy-look run it as root. What it prints is read as foreign bytes are: "
       "bounded, and by its shape."),
    next="zhengyun plan",
)  # fmt: skip
LEAK_DEFAULT = Code(
    "ZY-NET-181",
    Exit.FAILED,
    N_("{host}: an undeclared way to everywhere: {to} via {via}, table {table}"),
    N_("Packets for addresses that nobody declared leave by it. A default route is the gateway of hosts.yaml, a static route of "
       "devices.yaml, or one of the egress; halves of the world (0.0.0.0/1) count as one, and so does every table."),
    rule=OUT, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_ROUTE = Code(
    "ZY-NET-182",
    Exit.FAILED,
    N_("{host}: an undeclared route: {to} via {via}, table {table}"),
    N_("Routes are those of what is joined, those that hosts.yaml and devices.yaml give, and on routers those that their routing protocols "
       "have learned."),
    rule=BORDER, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_RULE = Code(
    "ZY-NET-183",
    Exit.FAILED,
    N_("{host}: an undeclared rule chooses a routing table: {rule}"),
    N_("Rules of policy routing can lead some packets past the routes that everybody looks at (ip-rule(8)). None is declared in an estate."),
    rule=BORDER, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_NAT = Code(
    "ZY-NET-184",
    Exit.FAILED,
    N_("{host}: addresses are translated: {what}, in {where}"),
    N_("Behind a translation nobody can tell who speaks, and rules that name addresses do not hold. The one host that may do it is the "
       "egress, for what leaves."),
    rule=OUT, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_TWO_PLANES = Code(
    "ZY-NET-185",
    Exit.FAILED,
    N_("{host}: {name} has the address {address}, of another network"),
    N_("A host with a foot in each of two networks joins them, whatever the firewalls between them say."),
    rule=BORDER, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_ADDRESS = Code(
    "ZY-NET-186",
    Exit.FAILED,
    N_("{host}: {name} has the undeclared address {address}"),
    N_("The policy knows hosts by the addresses that hosts.yaml and devices.yaml give them."),
    rule=IN, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_INTERFACE = Code(
    "ZY-NET-187",
    Exit.FAILED,
    N_("{host}: an undeclared interface is up: {name} ({kind})"),
    N_("Whatever it is joined to, no rule and no proof knows of it. Spare interfaces that are down and without addresses are not told of."),
    rule=IN, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_MODEM = Code(
    "ZY-NET-188",
    Exit.FAILED,
    N_("{host}: a modem or wireless interface: {name} ({kind})"),
    N_("It has a way out of its own, past every border."),
    rule=OUT, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_TUNNEL = Code(
    "ZY-NET-189",
    Exit.FAILED,
    N_("{host}: a tunnel: {name} ({kind}), held by {program}"),
    N_("What is within it is seen by no firewall on its way."),
    rule=OUT, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_TUNNEL_PROGRAM = Code(
    "ZY-NET-190",
    Exit.FAILED,
    N_("{host}: a program that makes tunnels runs: {program}"),
    N_("Programs of virtual private networks and of ways back in are known by their names; one that was renamed is found by its interface "
       "or by what it listens to."),
    rule=OUT, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_SSH = Code(
    "ZY-NET-191",
    Exit.FAILED,
    N_("{host}: a way is opened through SSH: {program} {what}"),
    N_("Options that forward ports or whole networks (ssh(1): -D, -L, -R, -w), what listens besides the port declared, and connections that "
       "a server makes for somebody."),
    rule=OUT, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_BRIDGE = Code(
    "ZY-NET-192",
    Exit.FAILED,
    N_("{host}: the bridge {name} joins {members}"),
    N_("What is joined by a bridge is one segment: no rule of addresses stands between."),
    rule=BORDER, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_ADVERTISED = Code(
    "ZY-NET-193",
    Exit.FAILED,
    N_("{host}: {name} takes what routers advertise: {what}"),
    N_("Whoever sends a router advertisement gives such a host addresses and a default route (RFC 4861). Addresses and gateways are given "
       "by hand here."),
    rule=IN, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_ROUTER = Code(
    "ZY-NET-194",
    Exit.FAILED,
    N_("{host}: at {name}, {address} ({mac}) says that it is a router, and is none of the estate's"),
    N_("Heard in router or neighbour advertisements (RFC 4861). It is told also where the host does not take them."),
    rule=IN, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_ADVERTISES = Code(
    "ZY-NET-195",
    Exit.FAILED,
    N_("{host}: a program that advertises routers runs: {program}"),
    N_("Whoever believes it takes this host for his gateway."),
    rule=LEAST, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_PROXY = Code(
    "ZY-NET-196",
    Exit.FAILED,
    N_("{host}: a proxy listens: {program} at {port}"),
    N_("It asks for others, from an address that rules let pass. Known by its program, or by a port that such programs have."),
    rule=OUT, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_RELAY = Code(
    "ZY-NET-197",
    Exit.FAILED,
    N_("{host}: connections are handed on: {program} at {port}"),
    N_("It takes connections and makes others: whoever reaches it reaches what it reaches."),
    rule=OUT, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_LISTENER = Code(
    "ZY-NET-198",
    Exit.FAILED,
    N_("{host}: an undeclared service listens: {program} at {port}"),
    N_("Neither a conduit of network.yaml nor a role of the host explains it. Services on the loopback are not told of."),
    rule=LEAST, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_FORWARDS = Code(
    "ZY-NET-199",
    Exit.FAILED,
    N_("{host}: it forwards {family} though it is no router: {names}"),
    N_("A host that forwards joins whatever it is joined to."),
    rule=BORDER, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_MANAGEMENT = Code(
    "ZY-NET-200",
    Exit.FAILED,
    N_("{host}: {family} may pass from {coming} to {leaving}, between management and data"),
    N_("Rules of nftables have to refuse it whatever else is in a packet, for the tool is trusted by every host of its segment."),
    rule=BORDER, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_ANSWERS = Code(
    "ZY-NET-201",
    Exit.FAILED,
    N_("{host}: it answers for addresses of others: {names}"),
    N_("By proxy ARP or proxy NDP (RFC 1027, RFC 4389) hosts of two segments take each other for neighbours, and never ask their gateway."),
    rule=BORDER, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_NEIGHBOUR = Code(
    "ZY-NET-202",
    Exit.FAILED,
    N_("{host}: an unknown neighbour at {name}: {address} ({mac})"),
    N_("Somebody is joined there whom neither hosts.yaml nor devices.yaml knows. Only who was spoken to lately is seen."),
    rule=IN, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_TAKEN = Code(
    "ZY-NET-203",
    Exit.FAILED,
    N_("{host}: at {name}, {address} of {owner} is answered by {mac}, which is not its own"),
    N_("Somebody has taken the address, or stands between (ARP or neighbour spoofing)."),
    rule=IN, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_DHCP = Code(
    "ZY-NET-204",
    Exit.FAILED,
    N_("{host}: a DHCP server: {program} at {port}"),
    N_("Whoever asks it gets its gateway and its names. Addresses are given by hand here."),
    rule=LEAST, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_DNS = Code(
    "ZY-NET-205",
    Exit.FAILED,
    N_("{host}: a server or forwarder of names: {program} at {port}"),
    N_("Names are carried out by it, and whatever is hidden in them. A conduit to port 53 of its zone declares one."),
    rule=OUT, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_MULTICAST = Code(
    "ZY-NET-206",
    Exit.FAILED,
    N_("{host}: multicast is forwarded: {names}"),
    N_("No rule of the policy is about multicast, and no probe is."),
    rule=BORDER, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_NAMESPACE = Code(
    "ZY-NET-207",
    Exit.FAILED,
    N_("{host}: a network of its own stands behind it ({programs}): {names}"),
    N_("A container or namespace with interfaces is a host that nobody declared. Those with a loopback alone, as services have them, are "
       "not told of."),
    rule=IN, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_SNIFFER = Code(
    "ZY-NET-208",
    Exit.FAILED,
    N_("{host}: whole frames are read or made: {program}"),
    N_("By a raw or packet socket, or an interface that takes frames for everybody. Routing daemons of routers and the tools of every day "
       "are known."),
    rule=LEAST, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_COPIES = Code(
    "ZY-NET-209",
    Exit.FAILED,
    N_("{host}: packets are copied or led past the rules: {what}"),
    N_("By dup and fwd of nftables, or by a program of XDP at an interface: before any rule of a zone is asked."),
    rule=BORDER, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
LEAK_LOOPBACK = Code(
    "ZY-NET-210",
    Exit.FAILED,
    N_("{host}: addresses of the loopback are reachable from outside: {names}"),
    N_("With route_localnet a service that listens at 127.0.0.1 alone is everybody's."),
    rule=LEAST, unlock=UNLOCK,
    next="zhengyun net leak-hunt --only {host}",
)  # fmt: skip
NO_HOSTS = Code(
    "ZY-NET-212",
    Exit.BAD_INPUT,
    N_("The estate declares no hosts: there is no hosts.yaml in its sites."),
    N_("What hosts tell is held against hosts.yaml and network.yaml (docs/network.md)."),
    next="zhengyun check",
)  # fmt: skip
NO_SUCH_HOST = Code(
    "ZY-NET-213",
    Exit.BAD_INPUT,
    N_("{host} is no host of the estate; it has: {legal}"),
    N_("Hosts are called as in hosts.yaml."),
    next="zhengyun net leak-hunt",
)  # fmt: skip
NO_KEY = Code(
    "ZY-NET-211",
    Exit.UNREACHABLE,
    N_("{host} has no pinned key, and is not spoken to"),
    N_("Whoever is asked has to be known by his key first (hosts.yaml)."),
    next="zhengyun check",
)  # fmt: skip
