"""The only Django models. They make the tables and migrate them; `perform` writes and `queries` reads in plain SQL.

Why these tables and no others: docs/decisions/0010-store-tables.md.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from guiju.store import exchanged as exchanged  # its tables are migrated with these

ID, NAME, DIGEST = 36, 200, 64  # a UUID; a name; hex of SHA-256


class Party(models.Model):
    """An organisation. `demo`: it does not exist, and whoever sees it is told so."""

    id = models.CharField(primary_key=True, max_length=ID)
    name = models.CharField(max_length=NAME)
    uscc = models.CharField(max_length=18, blank=True, db_index=True)
    kind = models.CharField(max_length=50)
    demo = models.BooleanField(default=False)

    class Meta:
        db_table = "party"


class Membership(models.Model):
    """What a user may do for a party. `ended`: kept for the record, and no authority."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    party = models.ForeignKey(Party, on_delete=models.PROTECT)
    role = models.CharField(max_length=50)
    desks = models.JSONField(default=list)
    may_record_late = models.BooleanField(default=False)
    ended = models.DateField(null=True)

    class Meta:
        db_table = "membership"
        constraints = (models.UniqueConstraint(fields=["user", "party", "role"], name="membership_once"),)


class Tree(models.Model):
    """A resolved rulebook or a calendar edition, kept as it was when an act first stood on it."""

    digest = models.CharField(primary_key=True, max_length=DIGEST)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=NAME)
    content = models.TextField()

    class Meta:
        db_table = "tree"
        indexes = (models.Index(fields=["kind", "name"], name="tree_by_name"),)


class Record(models.Model):
    """A case as the acts left it: `body` is the folded record, the other columns find it."""

    number = models.CharField(primary_key=True, max_length=60)
    procedure = models.CharField(max_length=100)
    state = models.CharField(max_length=100, db_index=True)
    rulebook = models.CharField(max_length=NAME)
    subject = models.CharField(max_length=60, null=True, db_index=True)
    registrant = models.CharField(max_length=ID, null=True, db_index=True)
    registrar = models.CharField(max_length=ID, default="")  # whoever took it up; empty while nobody has
    opened = models.DateField(null=True)
    code = models.CharField(max_length=60, null=True, db_index=True)
    listed = models.CharField(max_length=20, default="")  # on which public list, if on any
    waits = models.CharField(max_length=50, default="")  # the role whose move it is, while the case is open
    turns = models.DateField(null=True, db_index=True)  # the day after which a clock will change it
    shown = models.TextField(default="")  # what anyone may see of it, as JSON: lists need not open the body
    words = models.TextField(default="")  # the same as plain words, to be searched
    body = models.TextField()
    locked = models.BigIntegerField(default=0)  # written by whoever is about to act on it, so that others wait

    class Meta:
        db_table = "record"
        indexes = (
            models.Index(fields=["listed", "number"], name="record_by_list"),
            models.Index(fields=["waits", "number"], name="record_by_waits"),
            models.Index(fields=["procedure", "state", "number"], name="record_by_state"),
            models.Index(fields=["registrar", "rulebook", "procedure", "state", "opened"], name="record_by_year"),
        )


class Term(models.Model):
    """A deadline of a case as its clocks have it, for counting; drawn from the record whenever that is written."""

    number = models.CharField(max_length=60)
    place = models.IntegerField()
    procedure = models.CharField(max_length=100)
    rulebook = models.CharField(max_length=NAME)
    term = models.CharField(max_length=100)
    binds = models.CharField(max_length=50)
    party = models.CharField(max_length=60)  # who is bound; empty while nobody has taken the case up
    began = models.DateField()
    due = models.DateField(null=True)
    ended = models.DateField(null=True)
    unit = models.CharField(max_length=2)
    length = models.IntegerField(null=True)
    used = models.IntegerField(null=True)  # days that it took, counted as the term is
    hearsay = models.SmallIntegerField(default=0)  # known from hearsay only: nobody breaches it

    class Meta:
        db_table = "term"
        constraints = (models.UniqueConstraint(fields=["number", "place"], name="term_once"),)
        indexes = (
            models.Index(
                fields=[
                    *("binds", "party", "rulebook", "procedure", "term", "began"),
                    *("due", "ended", "used", "length", "unit", "hearsay"),
                ],
                name="term_by_year",
            ),
        )


class Owing(models.Model):
    """From which day a record owes what comes again each period, and whose duty it is: for the list of what waits."""

    number = models.CharField(max_length=60)
    duty = models.CharField(max_length=100)
    role = models.CharField(max_length=50)
    since = models.DateField()

    class Meta:
        db_table = "owing"
        constraints = (models.UniqueConstraint(fields=["number", "duty"], name="owing_once"),)
        indexes = (models.Index(fields=["role", "since"], name="owing_by_role"),)


class Stake(models.Model):
    """Who is which party in a case: what a caller may see is joined here, inside the query."""

    number = models.CharField(max_length=60)
    role = models.CharField(max_length=50)
    party = models.CharField(max_length=60)

    class Meta:
        db_table = "stake"
        constraints = (models.UniqueConstraint(fields=["number", "role"], name="stake_once"),)
        indexes = (models.Index(fields=["party", "number"], name="stake_by_party"),)


class Handle(models.Model):
    """By which checked code other cases find one. It may be stale, and a case is looked at before it counts."""

    number = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    value = models.CharField(max_length=NAME)

    class Meta:
        db_table = "handle"
        constraints = (models.UniqueConstraint(fields=["number", "name"], name="handle_once"),)
        indexes = (models.Index(fields=["name", "value"], name="handle_by_value"),)


class Act(models.Model):
    """Something that happened, once. `seq` grows in the order of commits."""

    seq = models.BigIntegerField(primary_key=True)
    id = models.CharField(max_length=ID, unique=True)
    number = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=10)  # act | calendar | office
    verb = models.CharField(max_length=100)
    role = models.CharField(max_length=100)
    party = models.CharField(max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_column="signed_by")
    happened = models.DateField()
    recorded = models.DateField()
    at = models.CharField(max_length=32, db_column="instant")  # UTC, ISO 8601
    cause = models.CharField(max_length=ID, null=True)
    request_key = models.CharField(max_length=NAME, null=True, unique=True)
    request_digest = models.CharField(max_length=DIGEST, null=True)
    receipt = models.TextField()
    outcome = models.TextField()

    class Meta:
        db_table = "act"
        indexes = (
            # few among many: a page of one's own deposits must not read every act
            models.Index(fields=["party", "number"], condition=models.Q(verb="deposit"), name="act_deposit_by_party"),
        )


class Block(models.Model):
    """One part of what was filed. The receipt holds only the digest; without the salt it says nothing."""

    act = models.ForeignKey(Act, to_field="id", on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=DIGEST)
    salt = models.CharField(max_length=64, null=True)
    content = models.TextField(null=True)

    class Meta:
        db_table = "block"
        constraints = (models.UniqueConstraint(fields=["act", "name"], name="block_once"),)
        indexes = (models.Index(fields=["name"], name="block_by_name"),)  # the public face of a record, the newest


class Attachment(models.Model):
    """A file that an act keeps in the office's folder. What it is called and what it is stands in the act's block."""

    id = models.CharField(primary_key=True, max_length=ID)
    act = models.ForeignKey(Act, to_field="id", on_delete=models.PROTECT)
    block = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=DIGEST, db_index=True)
    size = models.BigIntegerField()
    path = models.CharField(max_length=NAME)  # inside the office's folder

    class Meta:
        db_table = "attachment"


class Serial(models.Model):
    """The last number given out under a name: cases of an office and year, codes of a scheme, acts."""

    name = models.CharField(primary_key=True, max_length=100)
    last = models.BigIntegerField()

    class Meta:
        db_table = "serial"


class Setting(models.Model):
    """What the office knows of itself: format number, region, whether it is a demo, the demo's clock."""

    name = models.CharField(primary_key=True, max_length=50)
    value = models.CharField(max_length=NAME)

    class Meta:
        db_table = "setting"


class LoginToken(models.Model):
    """Proof of a sign-in, for one user until one instant. The token itself is not kept.

    `scopes`: what a program that holds it may do, as words; empty is a person's own sign-in. `party`: for whom.
    """

    digest = models.CharField(primary_key=True, max_length=DIGEST)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    expires = models.CharField(max_length=32)
    scopes = models.CharField(max_length=NAME, default="")
    party = models.CharField(max_length=ID, default="")
    label = models.CharField(max_length=NAME, default="")

    class Meta:
        db_table = "login_token"


class Upload(models.Model):
    """A file that somebody handed in to be looked at: where it lies in the office's folder, and what the scan found."""

    id = models.CharField(primary_key=True, max_length=ID)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    party = models.CharField(max_length=ID, default="")
    name = models.CharField(max_length=NAME)
    kind = models.CharField(max_length=20)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=DIGEST)
    path = models.CharField(max_length=NAME)  # inside the office's folder
    scan = models.TextField()  # the report as JSON: counts and rates, never values
    at = models.CharField(max_length=32, db_column="instant")

    class Meta:
        db_table = "upload"


class Draft(models.Model):
    """An application that is being written. `turn` counts the savings: whoever saves an older one is told."""

    id = models.CharField(primary_key=True, max_length=ID)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    party = models.CharField(max_length=ID, default="")
    place = models.CharField(max_length=20)
    rulebook = models.CharField(max_length=NAME)
    procedure = models.CharField(max_length=100)
    subject = models.CharField(max_length=60, null=True)
    answers = models.TextField()
    found = models.TextField()
    upload = models.ForeignKey(Upload, on_delete=models.SET_NULL, null=True)
    turn = models.IntegerField(default=1)
    at = models.CharField(max_length=32, db_column="instant")

    class Meta:
        db_table = "draft"
        indexes = (models.Index(fields=["user", "party"], name="draft_by_user"),)


class Inventory(models.Model):
    """A folder in an archive, or a database, that becomes many applications. `done` of `files` have been looked at.

    `path`: where the archive lies in the office's folder, until all was looked at; `answers` are common to all, and
    `turn` counts how often they were changed.
    """

    id = models.CharField(primary_key=True, max_length=ID)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    party = models.CharField(max_length=ID, default="")
    place = models.CharField(max_length=20)
    rulebook = models.CharField(max_length=NAME)
    procedure = models.CharField(max_length=100)
    name = models.CharField(max_length=NAME)
    path = models.CharField(max_length=NAME, default="")
    files = models.IntegerField()
    done = models.IntegerField(default=0)
    answers = models.TextField(default="{}")
    turn = models.IntegerField(default=1)
    at = models.CharField(max_length=32, db_column="instant")

    class Meta:
        db_table = "inventory"
        indexes = (models.Index(fields=["user", "party"], name="inventory_by_user"),)


class Listed(models.Model):
    """One resource of an inventory; its number is that of its draft. `whole`: the merged one that it went into."""

    id = models.CharField(primary_key=True, max_length=ID)
    inventory = models.ForeignKey(Inventory, on_delete=models.CASCADE)
    rank = models.IntegerField()
    file = models.TextField()
    sheet = models.TextField(default="")
    digest = models.CharField(max_length=DIGEST, default="")
    found = models.TextField(default="{}")
    common = models.TextField(default="{}")  # which of its answers came from those common to all
    told = models.TextField(default="{}")  # why it is in trouble, or was refused
    series = models.TextField(default="")
    whole = models.CharField(max_length=ID, default="")
    state = models.CharField(max_length=20)
    taken = models.BooleanField(default=True)
    turn = models.IntegerField(default=0)

    class Meta:
        db_table = "listed"
        indexes = (
            models.Index(fields=["inventory", "rank"], name="listed_by_rank"),
            models.Index(fields=["inventory", "state", "rank"], name="listed_by_state"),
            models.Index(fields=["inventory", "digest"], name="listed_by_digest"),
        )


class Job(models.Model):
    """Long work that somebody asked for. Whoever works on it holds it by a lease: one that is not renewed has run out.

    `worker`: who works on it, drawn anew for each attempt's process; `params`, `result` and `brief`, what lists say of
    the result, are JSON without anybody's values. Instants are UTC, ISO 8601 to the microsecond, so that they compare
    as text.
    """

    id = models.CharField(primary_key=True, max_length=ID)
    kind = models.CharField(max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    party = models.CharField(max_length=ID, default="")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, null=True)
    params = models.TextField(default="{}")
    state = models.CharField(max_length=10)
    progress = models.TextField(null=True)
    result = models.TextField(null=True)
    brief = models.TextField(null=True)
    error = models.TextField(null=True)
    attempts = models.IntegerField(default=0)
    worker = models.CharField(max_length=ID, null=True)
    lease = models.CharField(max_length=32, null=True)
    asked = models.CharField(max_length=32)
    began = models.CharField(max_length=32, null=True)
    ended = models.CharField(max_length=32, null=True)
    request_key = models.CharField(max_length=DIGEST, null=True, unique=True)
    request_digest = models.CharField(max_length=DIGEST, null=True)

    class Meta:
        db_table = "job"
        indexes = (
            models.Index(fields=["state", "asked"], name="job_by_state"),
            models.Index(fields=["party", "user", "id"], name="job_by_party"),
        )
