"""The peer that acts are measured against: SpiffWorkflow, a workflow engine in Python; five manual tasks in memory.

The tasks are manual tasks of BPMN, as its users write them, and they are done in the quickest way that its public
interface offers: ask for the next ready task, run it.
"""

from __future__ import annotations

import io
from itertools import pairwise
from time import process_time

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

STEPS = ("submit", "accept", "complete_review", "publicise", "assign_code")
_MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def five_tasks() -> BpmnProcessSpec:
    """Five manual tasks in a row."""
    nodes = ("start", *STEPS, "finish")
    tasks = "".join(f'<manualTask id="{step}" name="{step}"/>' for step in STEPS)
    flows = "".join(f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(nodes))
    process = f'<process id="walk" isExecutable="true"><startEvent id="start"/>{tasks}<endEvent id="finish"/>{flows}'
    text = f'<definitions xmlns="{_MODEL}" id="d" targetNamespace="bench">{process}</process></definitions>'
    parser = BpmnParser()
    parser.add_bpmn_io(io.BytesIO(text.encode()))
    return parser.get_spec("walk")


def tasks_per_second(spec: BpmnProcessSpec, cases: int) -> float:
    """The five tasks of as many workflows, from start to end, by the processor's clock."""
    began = process_time()
    for _ in range(cases):
        workflow = BpmnWorkflow(spec)
        task = workflow.get_next_task(state=TaskState.READY)
        while task is not None:
            task.run()
            task = workflow.get_next_task(state=TaskState.READY)
        assert workflow.is_completed()
    return cases * len(STEPS) / (process_time() - began)
