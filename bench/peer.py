"""The peer that acts are measured against: SpiffWorkflow, a workflow engine in Python; five manual tasks in memory.

Its plain specification is used, which here is about twice as fast as the same five tasks written as BPMN, and the
quickest way through it that its interface offers.
"""

from __future__ import annotations

from time import process_time

from SpiffWorkflow.specs.Simple import Simple
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

STEPS = ("submit", "accept", "complete_review", "publicise", "assign_code")


def _five_tasks() -> WorkflowSpec:
    spec = WorkflowSpec(addstart=True)
    last = spec.start
    for step in STEPS:
        task = Simple(spec, step, manual=True)
        last.connect(task)
        last = task
    return spec


def tasks_per_second(cases: int) -> float:
    """Five manual tasks from start to end, in as many workflows."""
    spec = _five_tasks()
    began = process_time()
    for _ in range(cases):
        workflow = Workflow(spec)
        task = workflow.get_next_task(state=TaskState.READY)
        while task is not None:
            task.run()
            task = next((child for child in task.children if child.state == TaskState.READY), None)
        assert workflow.is_completed()
    return cases * len(STEPS) / (process_time() - began)
