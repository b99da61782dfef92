"""Why nothing is asked for, agreed to, certified or revoked."""

from zhengyun.errors import N_, Code, Exit

THREE = "GM/T 0034-2014 section 12; GB/T 22239-2019 8.1.5.1, 8.1.7.3; NIST SP 800-53 AC-5"

NOT_ENTITLED = Code(
    "ZY-PKI-130",
    Exit.REFUSED,
    N_("{person} cannot take this part in {subject}, which takes {roles}: {what}."),
    N_("The profile says which roles ask, review and issue. An operator asks for holders of his own tenants only: FINANCE or FINANCE/NAME."),
    rule=THREE,
    unlock=N_("somebody who holds the role, or a new version of the role file"),
    next="zhengyun role show",
)  # fmt: skip
NOT_DISTINCT = Code(
    "ZY-PKI-131",
    Exit.REFUSED,
    N_("{person} cannot review or carry out {application}: {other} has a part in it, and that is the same human or the same office."),
    N_("Who asks, who reviews and who issues are three people. A deputy and the one whom he stands in for are one office, and nobody "
       "decides about a certificate of his own."),
    rule=THREE,
    unlock=N_("somebody else who holds the role"),
    next="zhengyun ca show {application}",
)  # fmt: skip
NOT_OPEN = Code(
    "ZY-PKI-132",
    Exit.REFUSED,
    N_("{application} is {state}; this can be done only while it is {states}."),
    N_("An application moves forward and never back: asked, approved, done; or rejected, withdrawn, expired."),
    unlock=N_("a new application"),
    next="zhengyun ca show {application}",
)
FORGED = Code(
    "ZY-PKI-133",
    Exit.REFUSED,
    N_("{person} has not signed {application} as it is kept."),
    N_("Whoever asks or agrees signs every word of it. This one was altered after it was signed, or its signer has another key by now."),
    rule="NIST SP 800-53 AU-10",
    unlock=N_("an auditor, who looks at how it came into the database; or a new application"),
    next="zhengyun audit verify",
)  # fmt: skip
NO_PROFILE = Code(
    "ZY-PKI-134",
    Exit.BAD_INPUT,
    N_("No profile {profile} is in force; there are: {legal}."),
    N_("Profiles are declared in pki.yaml and are in force once a plan with them has been applied."),
    next="zhengyun check",
)
AUTHORITY_REVOKED = Code(
    "ZY-PKI-136",
    Exit.REFUSED,
    N_("The certificate {serial} of the authority {authority} is {state} since {since}: nobody would trust what it signs."),
    N_("The whole chain above a new certificate has to be good when it is signed."),
    rule="RFC 5280 section 6.1.3",
    unlock=N_("a ceremony that certifies the authority anew"),
    next="zhengyun ca show {serial}",
)  # fmt: skip
OTHER_KEY = Code(
    "ZY-PKI-137",
    Exit.REFUSED,
    N_("The key at hand is not the one of {owner}."),
    N_("Of an authority it is the key in its certificate, of a person the one in the role file. What another key signs proves nothing."),
    next="zhengyun key show",
)  # fmt: skip
OTHER_TRUST = Code(
    "ZY-PKI-139",
    Exit.REFUSED,
    N_("The authority {authority} or its profile {profile} has changed since {application} was asked for."),
    N_(
        "What people have signed is what authority and profile said then. Under other bounds it has to be asked for anew."
    ),
    unlock=N_("a new application"),
    next="zhengyun ca request --help",
)
OVERTAKEN = Code(
    "ZY-PKI-140",
    Exit.REFUSED,
    N_("Somebody else has gone on with {application} meanwhile; it is {state}, {done} of {count} rows are done."),
    N_(
        "Of two at once one is first. Nothing of what was signed here for the rows after that was recorded or handed out."
    ),
    next="zhengyun ca show {application}",
)
NO_SUCH_CERTIFICATE = Code(
    "ZY-PKI-141",
    Exit.BAD_INPUT,
    N_("No authority here has issued a certificate {serial}."),
    N_("A serial number is written in hexadecimal, with or without colons, as OpenSSL or a browser shows it."),
    next="zhengyun ca list",
)
NOT_SO = Code(
    "ZY-PKI-142",
    Exit.REFUSED,
    N_("The certificate {serial} is {state}; this can be done with one that is {states}."),
    N_(
        "Only what is good is suspended or renewed, and only what is suspended is resumed. What is revoked stays so for ever."
    ),
    rule="RFC 5280 section 5.3.1; GM/T 0034-2014 section 12",
    next="zhengyun ca show {serial}",
)
NOT_TO_RENEW = Code(
    "ZY-PKI-143",
    Exit.REFUSED,
    N_("The certificate {serial} can be renewed from {begins} until {ends}; it is {now} now."),
    N_("The profile says how long before its end. What has ended is asked for anew, with a new proof that its holder has the key."),
    rule="GM/T 0034-2014 section 12",
    unlock=N_("the time, or a new application"),
    next="zhengyun ca request --help",
)  # fmt: skip
RENEWS_ANOTHER = Code(
    "ZY-PKI-144",
    Exit.REFUSED,
    N_("The request is for {given}, the certificate {serial} for {subject}: what is renewed keeps its names."),
    N_("A renewal brings a new validity, and a new key where one is asked for. Other names are another certificate."),
    unlock=N_("a new application"),
    next="zhengyun ca request --help",
)
NO_ROWS = Code(
    "ZY-PKI-145",
    Exit.BAD_INPUT,
    N_("There is nothing to certify in it: {rows} rows, and not one that the profile {profile} takes."),
    N_("What is wrong with each row stands in the report."),
    next="zhengyun ca batch --help",
)  # fmt: skip
KEEPS_NO_KEYS = Code(
    "ZY-PKI-146",
    Exit.REFUSED,
    N_("The profile {profile} certifies two keys, and the authority {authority} makes and keeps no encryption keys."),
    N_(
        "With dual certificates the signing key is made by its holder, the encryption key by the authority, which keeps it sealed."
    ),
    rule="GM/T 0034-2014 section 12",
    unlock=N_("an authority with `escrow`"),
    next="zhengyun check",
)
NOT_YOUR_APPLICATION = Code(
    "ZY-PKI-147",
    Exit.REFUSED,
    N_("{application} was asked for by {asker}, who alone can take it back."),
    N_("Anybody who may review it can reject it."),
    next="zhengyun ca reject {application}",
)
COMPROMISED_KEY = Code(
    "ZY-PKI-148",
    Exit.REFUSED,
    N_("The key in {what} was in a certificate that was revoked because the key came into other hands."),
    N_("Whoever has it would have the new certificate, too."),
    rule="RFC 5280 section 5.3.1",
    unlock=N_("a new key and a new request"),
    next="openssl genpkey --help",
)
ASKER_FELL = Code(
    "ZY-PKI-247",
    Exit.REFUSED,
    N_("{person}, who asked for {application} at {at}, could not ask for it any more since {since}: {what}."),
    N_("What somebody asks for rests on his office until it is carried out: when it is reviewed, and when it is issued. What takes "
       "something away, a hold or a revocation, goes on without him."),
    rule=THREE,
    unlock=N_("a new application by somebody who holds the role"),
    next="zhengyun ca show {application}",
)  # fmt: skip
REVIEWER_FELL = Code(
    "ZY-PKI-248",
    Exit.REFUSED,
    N_("{person}, who agreed to {application} at {at}, could not agree to it any more since {since}: {what}."),
    N_("A yes counts when it is given and when something is issued on it."),
    rule=THREE,
    unlock=N_("a new application, and the yes of somebody who holds the role"),
    next="zhengyun ca show {application}",
)
BAD_DATE = Code(
    "ZY-PKI-150",
    Exit.BAD_INPUT,
    N_("{given} is no date of invalidity: it has not come yet. It is {now}."),
    N_(
        "It says since when the key is not to be trusted: before anybody knew of it, and perhaps before the certificate began, for the "
        "key may be older."
    ),
    rule="RFC 5280 section 5.3.2",
    next="zhengyun ca revoke --help",
)
WAITS = Code(
    "ZY-PKI-152",
    Exit.WAITING,
    N_("{application} waits for a reviewer: {role}."),
    N_("Who reviews it is neither who has asked nor who issues."),
    rule=THREE,
    unlock=N_("a reviewer's yes"),
    next="zhengyun ca approve {application}",
)
SEVERAL = Code(
    "ZY-PKI-153",
    Exit.BAD_INPUT,
    N_("Several authorities have issued a certificate {serial}: {authorities}."),
    N_("A serial number is given once by each authority, not once by all of them."),
    next="zhengyun ca show {serial} --authority NAME",
)
NOT_FOR_THIS = Code(
    "ZY-PKI-154",
    Exit.BAD_INPUT,
    N_("{application} is about something else: {operation}."),
    N_(
        "Certificates are issued and handed out for applications that ask for them; a hold is carried out by its reviewer."
    ),
    next="zhengyun ca show {application}",
)
NO_REASON = Code(
    "ZY-PKI-155",
    Exit.BAD_INPUT,
    N_("Say why: the reviewer has to know it, and so does the log."),
    N_("A few words are enough, such as the number of the letter that asks for it."),
    next="zhengyun ca request --help",
)
ROWS_ALTERED = Code(
    "ZY-PKI-156",
    Exit.REFUSED,
    N_("The rows of {application} are not those that {asker} has signed."),
    N_(
        "Holders, names and requests of all rows stand in one digest, under which are the signatures of asker and reviewer."
    ),
    rule="NIST SP 800-53 AU-10",
    unlock=N_("an auditor, who looks at how they came into the database"),
    next="zhengyun audit verify",
)
BAD_BATCH = Code(
    "ZY-PKI-149",
    Exit.BAD_INPUT,
    N_("{file} cannot be read as a batch: {problem}."),
    N_(
        "A batch is a CSV file in UTF-8 with a first line that names its columns: holder, csr, and where there are any names; "
        "for SSH holder, key and principals."
    ),
    next="zhengyun ca batch --help",
)
NOT_HANDED_OUT = Code(
    "ZY-PKI-151",
    Exit.FAILED,
    N_("{file} could not be written: {problem}. What was certified is recorded, and can be handed out from the records at any time."),
    N_("A certificate is recorded before it is handed out. Nothing has to be signed again."),
    next="zhengyun ca show SERIAL --out FILE",
)  # fmt: skip
BAD_HOLDER = Code(
    "ZY-PKI-157",
    Exit.BAD_INPUT,
    N_("{holder} is nobody's name: a holder has 1 to {most} printable characters, without blanks at its ends."),
    N_("A holder is a person of the role file, or TENANT/NAME for a system or a device."),
    next="zhengyun ca request --help",
)
ASKED_TWICE = Code(
    "ZY-PKI-290",
    Exit.BAD_INPUT,
    N_("Row {row} asks for the same: the same holder, key and names."),
    N_("One certificate is enough. Of two, the one that nobody knows of is the one that nobody revokes."),
    unlock=N_("another key or other names in one of them"),
    next="zhengyun ca batch --help",
)
TOO_MANY = Code(
    "ZY-PKI-291",
    Exit.BAD_INPUT,
    N_("{rows} rows are too many: up to {most} are asked for at once."),
    N_("One person signs for all of them, and another has to look at them. Divide the table."),
    next="zhengyun ca batch --help",
)
