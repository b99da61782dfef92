"""One command a file. The tables say where each is and what it does, so that a list of them loads none."""

from typing import Final

from zhengyun.errors import N_

ROOT: Final = {
    "check": ("cli.commands.check", N_("Check the estate's files")),
    "plan": ("cli.commands.plan", N_("Show what has to be done, and write a plan")),
    "drift": ("cli.commands.drift", N_("Show what is not as declared, and who did it")),
    "cloud": ("cli.commands.cloud", N_("What no file declares: hosts, copies, capacity")),
    "change": ("cli.commands.change", N_("Ask for, approve and apply changes")),
    "grant": ("cli.commands.grant", N_("Leave for one person to ask for some changes")),
    "standing": ("cli.commands.standing", N_("Leave for a script to do its work")),
    "status": ("cli.commands.status", N_("How things stand")),
    "audit": ("cli.commands.audit", N_("Read and verify the log")),
    "estate": ("cli.commands.estate", N_("The estate's schema, and cities to train with")),
    "role": ("cli.commands.role", N_("Who holds which role")),
    "ca": ("cli.commands.ca", N_("Certificates: authorities, requests, revocation")),
    "vault": ("cli.commands.vault", N_("Where credentials lie until a change was agreed to")),
    "key": ("cli.commands.key", N_("Make and look at signing keys")),
    "records": ("cli.commands.records", N_("Back up, restore and check the records")),
    "clock": ("cli.commands.clock", N_("One time for all hosts: measured, judged, proven")),
    "net": ("cli.commands.net", N_("Networks kept apart: judged, pushed, proven")),
    "host": ("cli.commands.host", N_("Accounts, sudoers and units of this host")),
    "lab": ("cli.commands.lab", N_("A small real cloud on this machine")),
    "demo": ("cli.commands.demo", N_("The whole story, told on the lab")),
    "doctor": ("cli.commands.doctor", N_("What is installed, reachable and in use")),
    "whoami": ("cli.commands.whoami", N_("Who you are here, and what you may do")),
    "explain": ("cli.commands.explain", N_("What a code means")),
    "completion": ("cli.commands.completion", N_("Completion for your shell")),
}

CLOUD: Final = {
    "adopt": ("cli.commands.cloud.adopt", N_("Take over a project that somebody built by hand")),
    "capacity": ("cli.commands.cloud.capacity", N_("What there is, what is used and what is free")),
    "forecast": ("cli.commands.cloud.forecast", N_("When what runs out, from recorded growth")),
    "reclaim": ("cli.commands.cloud.reclaim", N_("What nobody uses, and what it costs")),
    "what-if": ("cli.commands.cloud.what_if", N_("Whether an estate, tenants or a wave of systems would fit")),
    "orphans": ("cli.commands.cloud.orphans", N_("What is there and nobody answers for")),
    "hosts": ("cli.commands.cloud.hosts", N_("The compute hosts, and what is on them")),
    "migrate": ("cli.commands.cloud.migrate", N_("Move servers to another host")),
    "drain": ("cli.commands.cloud.drain", N_("Empty a host for maintenance")),
    "evacuate": ("cli.commands.cloud.evacuate", N_("Build again what a dead host had")),
    "copies": ("cli.commands.cloud.copies", N_("Take the snapshots and backups that are due")),
}

CHANGE: Final = {
    "submit": ("cli.commands.change.submit", N_("Ask for a plan to be applied")),
    "list": ("cli.commands.change.list", N_("The requests")),
    "show": ("cli.commands.change.show", N_("One request with its plan and reviews")),
    "approve": ("cli.commands.change.approve", N_("Agree, after making the plan again here")),
    "reject": ("cli.commands.change.reject", N_("Refuse for good")),
    "withdraw": ("cli.commands.change.withdraw", N_("Take your yes back, until it is used")),
    "apply": ("cli.commands.change.apply", N_("Carry out an approved request")),
    "run": ("cli.commands.change.run", N_("The executor's part: open, carry out, drop")),
    "export": ("cli.commands.change.export", N_("A request as a file, for who has no way to the records")),
    "import": ("cli.commands.change.importing", N_("Record a word that came back as a file")),
    "due": ("cli.commands.change.due", N_("What may be carried out now")),
    "run-due": ("cli.commands.change.run_due", N_("Carry out what is due, for cron")),
    "wait": ("cli.commands.change.wait", N_("Wait until a request is decided or done")),
    "receipt": ("cli.commands.change.receipt", N_("What was approved against what was done")),
    "cancel": ("cli.commands.change.cancel", N_("Take a request back")),
    "break-glass": ("cli.commands.change.break_glass", N_("Ask again as an emergency, by few people")),
    "review": ("cli.commands.change.review", N_("An auditor's word about an emergency, afterwards")),
    "revert": ("cli.commands.change.revert", N_("Plan the way back of a change that was applied")),
}

GRANT: Final = {
    "ask": ("cli.commands.grant.ask", N_("Apply for one, for yourself or for a vendor")),
    "list": ("cli.commands.grant.list", N_("The grants, and how each stands")),
    "show": ("cli.commands.grant.show", N_("One grant, and what was done under it")),
    "revoke": ("cli.commands.grant.revoke", N_("Take one back")),
}

STANDING: Final = {
    "ask": ("cli.commands.standing.ask", N_("Apply for one, for one runbook")),
    "list": ("cli.commands.standing.list", N_("The standing permits, and how each stands")),
    "show": ("cli.commands.standing.show", N_("One standing permit, and what was done under it")),
    "revoke": ("cli.commands.standing.revoke", N_("Take one back")),
}

AUDIT: Final = {
    "reconcile": ("cli.commands.audit.reconcile", N_("What was done without a change, by the services' own events")),
    "show": ("cli.commands.audit.show", N_("The newest entries of the log")),
    "verify": ("cli.commands.audit.verify", N_("Verify the log's chain and its witnesses")),
    "query": ("cli.commands.audit.query", N_("The entries that one is looking for")),
    "export": ("cli.commands.audit.export", N_("The log as a file that can be verified without zhengyun")),
    "checkpoint": ("cli.commands.audit.checkpoint", N_("Sign the log as it is")),
    "witness": ("cli.commands.audit.witness", N_("Have the log witnessed, and be a witness")),
    "retention": ("cli.commands.audit.retention", N_("How long the log is kept, and erasing what is older")),
    "hold": ("cli.commands.audit.hold", N_("Keep from erasing what an inquiry needs")),
    "clock": ("cli.commands.audit.clock", N_("Go on after a clock that ran ahead")),
}

RETENTION: Final = {
    "show": ("cli.commands.audit.retention.show", N_("The oldest verifiable entry against the time required")),
    "erase": ("cli.commands.audit.retention.erase", N_("Propose to erase old words, or agree to it")),
}

HOLD: Final = {
    "place": ("cli.commands.audit.hold.place", N_("Place a hold")),
    "lift": ("cli.commands.audit.hold.lift", N_("Propose to lift a hold, or agree to it")),
    "list": ("cli.commands.audit.hold.list", N_("The holds in force")),
}

WITNESS: Final = {
    "run": ("cli.commands.audit.witness.run", N_("Have every witness sign the log as it is")),
    "cosign": ("cli.commands.audit.witness.cosign", N_("As a witness, sign what is offered on stdin")),
    "make": ("cli.commands.audit.witness.make", N_("As a witness, make its key")),
    "trust": ("cli.commands.audit.witness.trust", N_("As a witness, pin a role file, or follow it")),
    "show": ("cli.commands.audit.witness.show", N_("As a witness, show key, machine and memory")),
}

ESTATE: Final = {
    "history": ("cli.commands.estate.history", N_("As what things were seen, and by which change")),
    "import": ("cli.commands.estate.importing", N_("Write files from a Terraform state or a Heat stack")),
    "export": ("cli.commands.estate.export", N_("The hosts, as other tools read them")),
    "schema": ("cli.commands.estate.schema", N_("The JSON Schema of an estate file, for editors")),
    "generate": ("cli.commands.estate.generate", N_("Write a fictional city of any size")),
}

EXPORT: Final = {
    "ansible": ("cli.commands.estate.export.ansible", N_("An inventory of Ansible")),
}

ROLE: Final = {
    "show": ("cli.commands.role.show", N_("The role file in force")),
    "matrix": ("cli.commands.role.matrix", N_("Who may do what, and why")),
    "new": ("cli.commands.role.new", N_("Write the draft of the next version")),
    "check": ("cli.commands.role.check", N_("Everything that is wrong with a role file")),
    "diff": ("cli.commands.role.diff", N_("What a new version changes, in words")),
    "begin": ("cli.commands.role.begin", N_("Begin the log with version 1 of the role file")),
    "sign": ("cli.commands.role.sign", N_("Sign the next version of the role file")),
    "adopt": ("cli.commands.role.adopt", N_("Put a signed version into force")),
    "prove": ("cli.commands.role.prove", N_("Try what each role must not be able to do")),
}

CA: Final = {
    "ceremony": ("cli.commands.ca.ceremony", N_("Make an authority's key and certificate, before its people")),
    "request": ("cli.commands.ca.request", N_("Ask for a certificate")),
    "batch": ("cli.commands.ca.batch", N_("Ask for many certificates at once")),
    "approve": ("cli.commands.ca.approve", N_("Agree to an application, after it was worked out here")),
    "reject": ("cli.commands.ca.reject", N_("Refuse an application for good")),
    "withdraw": ("cli.commands.ca.withdraw", N_("Take your own application back")),
    "issue": ("cli.commands.ca.issue", N_("Carry an approved application out")),
    "renew": ("cli.commands.ca.renew", N_("Ask for a certificate to be renewed")),
    "suspend": ("cli.commands.ca.suspend", N_("Ask for a certificate to be held")),
    "resume": ("cli.commands.ca.resume", N_("Ask for a held certificate to count again")),
    "revoke": ("cli.commands.ca.revoke", N_("Ask for a certificate to be revoked")),
    "unwrap": ("cli.commands.ca.unwrap", N_("Open the encryption key that was made for you")),
    "recover": ("cli.commands.ca.recover", N_("Bring a kept encryption key back, by several people")),
    "list": ("cli.commands.ca.list", N_("Open applications, and certificates")),
    "show": ("cli.commands.ca.show", N_("One application or certificate; hand it out")),
    "export": ("cli.commands.ca.export", N_("A certificate with its chain, as servers are given it")),
    "lint": ("cli.commands.ca.lint", N_("Hold a certificate, request or list against the standards' rules")),
    "crl": ("cli.commands.ca.crl", N_("The lists of what is revoked: how they stand, and the next ones")),
    "ocsp": ("cli.commands.ca.ocsp", N_("Answer questions about the status of certificates")),
    "verify": ("cli.commands.ca.verify", N_("Whether a certificate can be relied on, step by step")),
    "ssh": ("cli.commands.ca.ssh", N_("Authorities of SSH, and lists of what they have revoked")),
}

SSH: Final = {
    "authority": ("cli.commands.ca.ssh.authority", N_("What machines are told of an authority")),
    "revoke": ("cli.commands.ca.ssh.revoke", N_("Revoke a certificate at once")),
    "krl": ("cli.commands.ca.ssh.krl", N_("The list of what is revoked, for sshd")),
}

KEY: Final = {
    "make": ("cli.commands.key.make", N_("Make a signing key")),
    "show": ("cli.commands.key.show", N_("The public half of a signing key")),
    "request": ("cli.commands.key.request", N_("Ask for a certificate for a signing key: write the request")),
}

VAULT: Final = {
    "init": ("cli.commands.vault.init", N_("Set an empty vault up, and share its key out")),
    "policy": ("cli.commands.vault.policy", N_("Who may do what in the vault, and why")),
    "status": ("cli.commands.vault.status", N_("How the vault stands, and who keeps its shares")),
    "keep": ("cli.commands.vault.keep", N_("Give the vault what opens a site")),
    "keep-for-hosts": ("cli.commands.vault.keep_for_hosts", N_("Give the vault what hosts are told in secret")),
    "keep-for-devices": ("cli.commands.vault.keep_for_devices", N_("Give the vault what devices are entered with")),
    "unseal": ("cli.commands.vault.unseal", N_("Give your share, so that the vault opens")),
    "snapshot": ("cli.commands.vault.snapshot", N_("Copy all that is in the vault, sealed")),
    "restore": ("cli.commands.vault.restore", N_("Bring a snapshot back, and revoke what lives again")),
    "agree": ("cli.commands.vault.agree", N_("Agree to a snapshot, or to bringing one back")),
}

RECORDS: Final = {
    "backup": ("cli.commands.records.backup", N_("Copy the records, verified, while they are in use")),
    "restore": ("cli.commands.records.restore", N_("Put a backup in the place of the records")),
    "check": ("cli.commands.records.check", N_("Check the database and the log in it")),
    "move": ("cli.commands.records.move", N_("Carry the records to PostgreSQL, verified")),
    "separate": ("cli.commands.records.separate", N_("Each office its own rights in the database")),
}

CLOCK: Final = {
    "status": ("cli.commands.clock.status", N_("How far every clock is off")),
    "sources": ("cli.commands.clock.sources", N_("Where time comes from, and who of these lies")),
    "check": ("cli.commands.clock.check", N_("Whether any clock is wrong, and how")),
    "plan": ("cli.commands.clock.plan", N_("Who asks whom, and what chrony is told")),
    "prove": ("cli.commands.clock.prove", N_("Which of two lines of logs was first")),
}

NET: Final = {
    "check": ("cli.commands.net.check", N_("Whether the policy keeps networks apart, and is needed")),
    "show": ("cli.commands.net.show", N_("Zones, conduits, what is forbidden, and who keeps it")),
    "path": ("cli.commands.net.path", N_("Where a packet goes, and what each firewall makes of it")),
    "rehome": ("cli.commands.net.rehome", N_("Move hosts from one network to another, never joining them")),
    "prove": ("cli.commands.net.prove", N_("Prove by packets that networks are kept apart")),
    "certificate": ("cli.commands.net.certificate", N_("A proof, signed, as a file and as a page")),
    "convergence": ("cli.commands.net.convergence", N_("How the town's core finds another way")),
    "leak-hunt": ("cli.commands.net.leak_hunt", N_("What joins hosts otherwise than declared")),
    "collect": ("cli.commands.net.collect", N_("What devices run, and whether they have saved it")),
    "backup": ("cli.commands.net.backup", N_("Keep what devices run")),
    "history": ("cli.commands.net.history", N_("The backups of a device")),
    "diff": ("cli.commands.net.diff", N_("How a device differs from a backup")),
    "restore": ("cli.commands.net.restore", N_("Try a backup on a scratch device")),
}

NET_CERTIFICATE: Final = {
    "sign": ("cli.commands.net.certificate.sign", N_("Certify a proof that stands in the log")),
    "show": ("cli.commands.net.certificate.show", N_("What a certificate says; as a page, too")),
    "verify": ("cli.commands.net.certificate.verify", N_("Whether a certificate counts today")),
}

NET_REHOME: Final = {
    "plan": ("cli.commands.net.rehome.plan", N_("The steps, each held against the model")),
}
NET_PROVE: Final = {
    "all": ("cli.commands.net.prove.everything", N_("All at once, in the lab's town; stands for no word")),
    "roster": ("cli.commands.net.prove.roster", N_("What this instance tells others of its network")),
    "plan": ("cli.commands.net.prove.plan", N_("What is sent and looked for, from all rosters")),
    "half": ("cli.commands.net.prove.half", N_("Send and capture here, by a plan")),
    "join": ("cli.commands.net.prove.join", N_("What follows of all halves")),
}

HOST: Final = {
    "install": ("cli.commands.host.install", N_("Lay accounts, directories, sudoers and units")),
    "remove": ("cli.commands.host.remove", N_("Take away what was laid, and nothing else")),
    "check": ("cli.commands.host.check", N_("Whether the host is as installed")),
}

LAB: Final = {
    "up": ("cli.commands.lab.up", N_("Start the lab, or what has stopped of it")),
    "down": ("cli.commands.lab.down", N_("Stop the lab; what it holds stays")),
    "status": ("cli.commands.lab.status", N_("What of the lab runs")),
    "reset": ("cli.commands.lab.reset", N_("Empty the lab and start it")),
    "destroy": ("cli.commands.lab.destroy", N_("Remove the lab's clouds")),
    "tls": ("cli.commands.lab.tls", N_("Put the lab behind TLS, or show a renewed certificate")),
    "token": ("cli.commands.lab.token", N_("A cryptographic token to learn on")),
    "vault": ("cli.commands.lab.vault", N_("A real vault to keep credentials in")),
    "shell": ("cli.commands.lab.shell", N_("Be on a node of the town")),
    "kill": ("cli.commands.lab.kill", N_("Take the power from a node of the town")),
    "cut": ("cli.commands.lab.cut", N_("Cut a link of the town")),
    "heal": ("cli.commands.lab.heal", N_("Take back what was done to a link")),
    "delay": ("cli.commands.lab.delay", N_("Let everything on a link arrive later")),
    "loss": ("cli.commands.lab.loss", N_("Lose some of what a link carries")),
    "rate": ("cli.commands.lab.rate", N_("Let a link carry only so much")),
    "draw": ("cli.commands.lab.draw", N_("Draw the town, as a picture or here")),
    "database": ("cli.commands.lab.database", N_("A real PostgreSQL for the records")),
}
