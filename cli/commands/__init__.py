"""One command a file. The tables say where each is and what it does, so that a list of them loads none."""

from typing import Final

from zhengyun.errors import N_

ROOT: Final = {
    "check": ("cli.commands.check", N_("Check the estate's files")),
    "plan": ("cli.commands.plan", N_("Show what has to be done, and write a plan")),
    "drift": ("cli.commands.drift", N_("Show what is not as declared, and who did it")),
    "cloud": ("cli.commands.cloud", N_("What no file declares: hosts, copies, capacity")),
    "change": ("cli.commands.change", N_("Ask for, approve and apply changes")),
    "status": ("cli.commands.status", N_("How things stand")),
    "audit": ("cli.commands.audit", N_("Read and verify the log")),
    "estate": ("cli.commands.estate", N_("The estate's schema, and cities to train with")),
    "role": ("cli.commands.role", N_("Who holds which role")),
    "key": ("cli.commands.key", N_("Make and look at signing keys")),
    "records": ("cli.commands.records", N_("Back up, restore and check the records")),
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
    "apply": ("cli.commands.change.apply", N_("Carry out an approved request")),
    "wait": ("cli.commands.change.wait", N_("Wait until a request is decided or done")),
    "receipt": ("cli.commands.change.receipt", N_("What was approved against what was done")),
    "cancel": ("cli.commands.change.cancel", N_("Take a request back")),
}

AUDIT: Final = {
    "show": ("cli.commands.audit.show", N_("The newest entries of the log")),
    "verify": ("cli.commands.audit.verify", N_("Verify the log's chain and its witnesses")),
    "clock": ("cli.commands.audit.clock", N_("Go on after a clock that ran ahead")),
}

ESTATE: Final = {
    "import": ("cli.commands.estate.importing", N_("Write files from a Terraform state or a Heat stack")),
    "schema": ("cli.commands.estate.schema", N_("The JSON Schema of an estate file, for editors")),
    "generate": ("cli.commands.estate.generate", N_("Write a fictional city of any size")),
}

ROLE: Final = {
    "show": ("cli.commands.role.show", N_("The role file in force")),
    "begin": ("cli.commands.role.begin", N_("Begin the log with version 1 of the role file")),
    "sign": ("cli.commands.role.sign", N_("Sign the next version of the role file")),
    "adopt": ("cli.commands.role.adopt", N_("Put a signed version into force")),
}

KEY: Final = {
    "make": ("cli.commands.key.make", N_("Make a signing key")),
    "show": ("cli.commands.key.show", N_("The public half of a signing key")),
}

RECORDS: Final = {
    "backup": ("cli.commands.records.backup", N_("Copy the records, verified, while they are in use")),
    "restore": ("cli.commands.records.restore", N_("Put a backup in the place of the records")),
    "check": ("cli.commands.records.check", N_("Check the database and the log in it")),
}

LAB: Final = {
    "up": ("cli.commands.lab.up", N_("Start the lab, or what has stopped of it")),
    "down": ("cli.commands.lab.down", N_("Stop the lab; what it holds stays")),
    "status": ("cli.commands.lab.status", N_("What of the lab runs")),
    "reset": ("cli.commands.lab.reset", N_("Empty the lab and start it")),
    "destroy": ("cli.commands.lab.destroy", N_("Remove the lab's clouds")),
}
