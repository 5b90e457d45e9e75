"""LangGraph's side of the benchmarks: reads a work a line, does it once, and answers with its seconds as JSON.

Graphs are built once for each work and compiled, as LangGraph's users do; only running them is timed.
"""

import asyncio
import json
import operator
import sys
import time
from functools import cache
from typing import Annotated, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import Send


class State(TypedDict):
    values: Annotated[list, operator.add]


def latency(ms):
    async def agent(state):
        await asyncio.sleep(ms / 1000)
        return {"values": [ms]}

    return agent


async def nothing(state):
    return {"values": [state["n"]]}


@cache
def fan_out(agents):
    """An agent for each number; their values are gathered in the state."""
    graph = StateGraph(State)
    graph.add_node("agent", nothing)
    graph.add_conditional_edges(START, lambda _: [Send("agent", {"n": n}) for n in range(int(agents))], ["agent"])
    graph.add_edge("agent", END)
    return graph.compile()


@cache
def latencies(*agents):
    """Agents written as `name:ms:need,need`; a node waits for all that it needs."""
    graph = StateGraph(State)
    needed = set()
    names = []
    for agent in agents:
        name, ms, needs = agent.split(":")
        graph.add_node(name, latency(float(ms)))
        needs = needs.split(",") if needs else []
        needed.update(needs)
        names.append(name)
        graph.add_edge(needs or START, name)
    for name in names:
        if name not in needed:
            graph.add_edge(name, END)
    return graph.compile()


async def main():
    works = {"fan_out": fan_out, "latencies": latencies}
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        name, *arguments = line.split()
        graph = works[name](*arguments)
        start = time.perf_counter()
        await graph.ainvoke({"values": []}, {"recursion_limit": 1000})
        print(json.dumps({"seconds": time.perf_counter() - start}), flush=True)


asyncio.run(main())
