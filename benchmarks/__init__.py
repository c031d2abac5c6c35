"""How fast and how small, as ratios: `python -m benchmarks [NAME ...] [--seconds S]`.

Machines differ and are busy with other things, so a time alone says little. Whatever is compared is measured in one
run, side by side in interleaved rounds, and every ratio is the median of the rounds' ratios. Times and sizes that stand
in the table as they are (start-up, memory) are figures to read, and nothing fails because of them.

    __main__       the command line
    table          rows and verdicts
    rounds         interleaved measuring of functions
    questions      what is planned in a benchmark
    planner        the reasoning against dateutil.rrule; its memory over many plans
    shared_visits  several groups against one goal, and against OR-Tools CP-SAT
    visit_cases    what they are measured with
    visits_model   the model that CP-SAT solves
    serving        the applications that are measured: the service and a bare ASGI application
    processes      starting and stopping them
    exchanges      requests with their recorded answers
    load           driving servers with wrk
    answers        previews and catalogue over HTTP
    worker         start-up and memory of `python -m app serve`
"""
