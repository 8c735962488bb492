"""The engine: from classes that are declared with attrs to functions that decode and encode them.

It knows no event and no protocol, and imports nothing of the library but itself; `tests/engine` runs it on a protocol
of three classes. Its modules build on each other in this order, and import each other in no other:

1. `errors`, `once`, `readonly`; `depth` and `text`, which know JSON and no class;
2. `places`, `values`, `record`: what annotations can say of a place, what JSON values are, what objects are made of;
3. `schema`: what the annotations of a class say, as data;
4. `build`, `check`, `hooks`, `structs`: functions made of that data, to check, make and write objects;
5. `lane`, `writing`, `lines`: which of these functions take a text, an object, a file;
6. `codec`: decoders and the functions `decode` and `encode`;
7. `model`, `unknown`: the bases of all classes, whose methods use all of that, and what is known only as JSON;
8. `facts`, `protocol`: what events tell, in words of no protocol; unions of events, by who sends them.
"""
