"""The engine: from classes that are declared with attrs to functions that decode and encode them.

It knows no event and no protocol, and imports nothing of the library but itself; `tests/engine` runs it on a protocol of
three classes. Its modules build on each other in this order, and import each other in no other:

1. `signatures`, `described`: what is shown of classes and functions to those who look at them;
2. `errors`, `mistakes`, `once`, `readonly`, `depth`, `text`: exceptions, JSON and its limits, and no class;
3. `places`, `values`, `record`: what annotations can say of a place, and what objects are made of;
4. `schema`: what the annotations of a class say, as data;
5. `build`, `check`, `construct`, `hooks`: functions made of that data, which make, check and write objects;
6. `native`, `lane`, `lines`: the compiled module, and who takes a text, an object, a file;
7. `codec`, `json_schema`, `for_pydantic`: decoders, the functions `decode` and `encode`, and what others ask of classes;
8. `model`, `unknown`, `sound`, `calls`: the bases that classes are declared with, whose methods use all of that;
9. `advice`, `facts`, `protocol`: what is told of objects and by events, and unions of events by who sends them.
"""
