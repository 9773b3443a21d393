"""The counter: what the cashier's keys mean and what the operator's display shows. Pure.

`machine.step(counter, event, view)` answers each event with the next `Counter` and the acts to perform; `views.screen`
says what both displays show then. `terminal.at_counter` performs the acts and brings their answers back as events. The
sale (`terminal.sale`) is a machine of its own: the counter feeds it events (`acts.ToSale`) and shows what it says.

Whatever is more than keys for a sale is a flow: a small machine under the menu. To add one:

1. `flows/NAME.py`: a frozen dataclass for each state, and three functions
   `begin(view) -> Moved`, `step(state, event, view) -> Moved`, `lines(state, view) -> Lines` (at most four lines of 20
   columns; make each with `lines.row`). `Moved(state, acts, said)`: the next state, or None when the flow is over; what
   is to be done; words that stand on the display afterwards. BACK must lead out of every state: to the one before, or
   out of the flow. An act that has an answer (see `acts`) is answered by an event that goes to `step`.
2. One `Flow(name, title, right, begin, step, lines, states)` at the end of the module, and its place in `flows.FLOWS`.
   The menu shows it to operators who have `right`; `Right(0)` shows it to everybody, signed on or not.
3. Words in `terminal.words.counter.Word`, each one line of a display in three languages.
4. Examples of its states in `tests/terminal/counter/flow_examples.py`: its transition table is generated from them
   (`pytest tests/terminal/counter --update-golden`; read the diff).
"""
