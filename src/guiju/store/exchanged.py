"""The tables of the exchange: other offices that this one knows, their records as they stand there, what was refused.

Nothing here is the office's own: a mirror proves itself by its certificate, and can be fetched again.
"""

from __future__ import annotations

from django.db import models

ID, NAME, DIGEST = 36, 200, 64


class Peer(models.Model):
    """Another office. Its keys are those that acts of this one installed; `note` is its last checkpoint seen here."""

    name = models.CharField(primary_key=True, max_length=60)
    origin = models.CharField(max_length=NAME, unique=True)
    url = models.CharField(max_length=NAME, default="")
    keys = models.TextField()  # a verifier key a line
    witnesses = models.TextField(default="")
    way = models.CharField(max_length=10, default="")  # what the worker does with it: pull, push, or nothing
    every = models.IntegerField(default=0)  # seconds between two turns of the worker
    note = models.TextField(default="")
    cursor = models.BigIntegerField(default=0)  # leaves of its log that have been gone through
    heard = models.CharField(max_length=32, default="")  # when something of it was last taken in
    tried = models.CharField(max_length=32, default="")  # when the worker last turned to it
    told = models.TextField(default="")  # what stood in the way then, as JSON
    forked = models.CharField(max_length=32, default="")  # when its log was first found to contradict itself
    locked = models.BigIntegerField(default=0)

    class Meta:
        app_label = "store"
        db_table = "peer"


class Mirror(models.Model):
    """A record of another office as its newest certificate here shows it."""

    origin = models.CharField(max_length=NAME)
    number = models.CharField(max_length=60)
    code = models.CharField(max_length=60, null=True, db_index=True)
    state = models.CharField(max_length=100)
    standing = models.BooleanField()
    rulebook = models.CharField(max_length=NAME)
    tree = models.CharField(max_length=DIGEST, default="")  # of the rulebook that its act stood on
    place = models.BigIntegerField()  # of its leaf in the log there
    size = models.BigIntegerField()  # of the log there, at the checkpoint that proves it
    happened = models.DateField()  # the day of the act that made it so
    received = models.CharField(max_length=32)  # when it was first here
    renewed = models.CharField(max_length=32)  # when the certificate at hand came
    words = models.TextField(default="")  # to be searched
    certificate = models.TextField()

    class Meta:
        app_label = "store"
        db_table = "mirror"
        constraints = (models.UniqueConstraint(fields=["origin", "number"], name="mirror_once"),)
        indexes = (models.Index(fields=["number", "origin"], name="mirror_by_number"),)


class Same(models.Model):
    """A digest that only equal values reveal, of a mirrored record: which other office holds the same thing."""

    origin = models.CharField(max_length=NAME)
    number = models.CharField(max_length=60)
    rule = models.CharField(max_length=100)
    digest = models.CharField(max_length=DIGEST)

    class Meta:
        app_label = "store"
        db_table = "same"
        constraints = (models.UniqueConstraint(fields=["origin", "number", "rule"], name="same_once"),)
        indexes = (models.Index(fields=["digest"], name="same_by_digest"),)


class Declined(models.Model):
    """What was not taken in, and why. `number` is empty where it was the whole parcel; `settled` when it came after."""

    id = models.CharField(primary_key=True, max_length=ID)
    origin = models.CharField(max_length=NAME)
    number = models.CharField(max_length=60, default="")
    reason = models.CharField(max_length=30)
    digest = models.CharField(max_length=DIGEST)
    place = models.BigIntegerField(default=-1)
    told = models.TextField()  # in both languages, and the evidence if there is any, as JSON
    times = models.IntegerField(default=1)
    at = models.CharField(max_length=32, db_column="instant")
    settled = models.CharField(max_length=32, default="")

    class Meta:
        app_label = "store"
        db_table = "declined"
        constraints = (models.UniqueConstraint(fields=["origin", "number", "reason", "digest"], name="declined_once"),)
        indexes = (models.Index(fields=["at"], name="declined_by_day"),)
