/* Columns: what texts say, put into buffers as Apache Arrow has them, without objects in between.

   This is a part of `_native.c`, which includes it. Which member of which class goes into which column is told by whoever
   makes a `Columns`; nothing here knows a name of either. A line that is refused, for whatever reason the reader of objects
   would refuse it, is handed to Python, which adds the row: so columns hold what Python would put there.

   A line is first looked at as a whole, and where its members are is kept; only then is something written. So a line leaves
   a row or nothing. Where memory ends in the middle of a row, all rows that were not taken yet are dropped. */

/* ---- Texts that are looked at ---- */

/* Each of these passes what its counterpart among the readers makes into objects, and nothing more than that. */

/* Where the members of an object are in its text. */
typedef struct {
    uint64_t present;                 /* which have a value other than null, by index; of the others nothing is told */
    const char *value[MOST_MEMBERS];  /* where they begin, */
    const char *stop[MOST_MEMBERS];   /* where a string ends, at its quote, if it is plain; NULL of all else, */
    const char *id[MOST_MEMBERS];     /* and where the `id` in an object begins; NULL if there is none */
} Seen;

static const char *check_value(Job *job, const char *at, const Place *place, const char **id);
static const char *check_any(Job *job, const char *at);

/* Passes a number of which it is sure that it is in range; the reader takes some more. */
static const char *check_number(const char *at, bool is_float_allowed) {
    const char *after = skip_number(at), *first = at + (*at == '-'), *stop = first;
    if (after == NULL) return NULL;
    while (is_digit(*stop)) stop++;
    if (stop == after) return stop - first <= 18 ? after : NULL;
    if (!is_float_allowed || stop - first > 100) return NULL;
    while (stop < after && (*stop | 32) != 'e') stop++;
    if (stop < after) stop += 1 + (stop[1] == '+' || stop[1] == '-');
    return after - stop <= 2 ? after : NULL; /* with an exponent of two digits, it is in range */
}

/* Passes the members of an object without a class, or the elements of an array, from behind the bracket that opens it. They
   are what a place may hold, or anything. */
static const char *check_inside(Job *job, const char *at, char close, const Place *place) {
    if (++job->depth > DEEPEST) return NULL;
    at = pass_blanks(job, at);
    for (bool more = *at != close; more;) {
        if (close == '}') {
            const char *name;
            Py_ssize_t length;
            at = skip_name(job, at, &name, &length);
            if (at == NULL) return NULL;
        }
        at = place == NULL ? check_any(job, at) : check_value(job, at, place, NULL);
        if (at == NULL) return NULL;
        at = pass_blanks(job, at);
        more = *at == ',';
        if (more) at = pass_blanks(job, at + 1);
        else if (*at != close) return NULL;
    }
    job->depth--;
    return at + 1;
}

/* Passes any value. */
static const char *check_any(Job *job, const char *at) {
    switch (*at) {
    case '{': return check_inside(job, at + 1, '}', NULL);
    case '[': return check_inside(job, at + 1, ']', NULL);
    case '"':
    case 't':
    case 'f':
    case 'n': return skip_value(job, at);
    default: return check_number(at, true);
    }
}

/* Passes an object of a class, from behind its brace, or from behind its tag if that came first. Tells where its members
   are, and where its `id` begins, if asked. */
static const char *check_object(Job *job, const char *at, Shape *shape, bool is_tagged, Seen *seen, const char **id) {
    if (++job->depth > DEEPEST || !is_served(shape)) return NULL;
    uint64_t present = 0, filled = 0;
    int previous = shape->count;
    at = pass_blanks(job, at);
    if (is_tagged) {
        previous = shape->type_index;
        present = (uint64_t)1 << previous;
    } else {
        if (*at == '}') goto whole;
        goto name;
    }
    while (*at == ',') {
        at = pass_blanks(job, at + 1);
name:
        if (UNLIKELY(*at != '"')) return NULL;
        at++;
        int index = shape->follows[previous];
        const Slot *slot = &shape->slots[index];
        if (LIKELY(job->limit - at > slot->length && at[slot->length] == '"' && same(at, slot->name, slot->length))) {
            at += slot->length + 1;
        } else {
            const char *name = at;
            at = plain_end(job->state, at, job->limit);
            if (*at != '"') return NULL;
            Py_ssize_t length = at - name;
            index = find_slot(shape, previous, name, length);
            if (index < 0) {
                at = pass_colon(job, at + 1);
                if (at != NULL) at = check_any(job, at);
                if (at == NULL) return NULL;
                at = pass_blanks(job, at);
                continue;
            }
            at++;
            shape->follows[previous] = (uint8_t)index;
            slot = &shape->slots[index];
        }
        previous = index;
        at = pass_colon(job, at);
        if (UNLIKELY(at == NULL)) return NULL;
        uint64_t bit = (uint64_t)1 << index;
        /* The last of several members counts, but a tag has decided about the class. */
        if (UNLIKELY(present & bit) && index == shape->type_index) return NULL;
        const char *begin = at, *stop = NULL, *inner = NULL;
        if (LIKELY(*at == '"' && (slot->place->allowed & STRING))) {
            stop = plain_end(job->state, at + 1, job->limit);
            if (LIKELY(*stop == '"')) {
                at = stop + 1;
            } else {
                Py_ssize_t count;
                Py_UCS4 bits;
                at = measure(job->state, at + 1, stop, job->limit, &count, &bits);
                stop = NULL;
            }
        } else if (*at == 'n') {
            bool is_right = slot->bit != 0 || slot->place->allowed & NULLED;
            if (!is_right || job->limit - at < 5 || load32(at) != load32("null")) return NULL;
            at += 4;
            begin = NULL;
        } else {
            at = check_value(job, at, slot->place, &inner);
        }
        if (UNLIKELY(at == NULL)) return NULL;
        present |= bit;
        filled = begin == NULL ? filled & ~bit : filled | bit;
        if (seen != NULL) {
            seen->value[index] = begin;
            seen->stop[index] = stop;
            seen->id[index] = inner;
        }
        if (id != NULL && index == shape->id_index) *id = begin;
        at = pass_blanks(job, at);
    }
    if (UNLIKELY(*at != '}')) return NULL;

whole:
    if (UNLIKELY(shape->required & ~present)) return NULL;
    if (seen != NULL) seen->present = filled;
    job->depth--;
    return at + 1;
}

/* Passes an object that is kept as it is, from behind its brace; tells where its `id` begins. */
static const char *check_raw(Job *job, const char *at, Shape *shape, const char *tag, Py_ssize_t length,
                             const char **id) {
    if (shape == NULL || (shape->status != RAW && !(fill_shape(shape) && shape->status == RAW))) return NULL;
    if (++job->depth > DEEPEST) return NULL;
    at = pass_blanks(job, at);
    for (bool more = *at != '}'; more;) {
        const char *name, *value;
        Py_ssize_t name_length;
        value = skip_name(job, at, &name, &name_length);
        if (value == NULL || name_length < 0) return NULL;
        at = check_any(job, value);
        if (at == NULL) return NULL;
        /* Its tag has decided that it is one, so it has to be the last one. */
        if (name_length == 4 && same(name, "type", 4) &&
            (tag == NULL || at - value != length + 2 || !same(value + 1, tag, length))) {
            return NULL;
        }
        if (id != NULL && name_length == 2 && same(name, "id", 2)) *id = value;
        at = pass_blanks(job, at);
        more = *at == ',';
        if (more) at = pass_blanks(job, at + 1);
        else if (*at != '}') return NULL;
    }
    job->depth--;
    return at + 1;
}

/* Passes an object of one of several classes, from behind its brace. */
static const char *check_union(Job *job, const char *at, const Place *place, const char **id) {
    if (place->alone != NULL) return check_object(job, at, place->alone, false, NULL, id);
    const char *value = first_type(job, at);
    bool is_first = value != NULL, may_lack = place->untagged != NULL || place->untagged_by != NULL;
    if (!is_first && !find_member(job, at, "type", 4, &value)) return NULL;
    if (value == NULL) {
        if (!may_lack) return check_raw(job, at, place->unknown, NULL, 0, id);
        Shape *untagged = place->untagged != NULL ? place->untagged : shape_by(job, at, place->untagged_by);
        return untagged == NULL ? NULL : check_object(job, at, untagged, false, NULL, id);
    }
    if (*value != '"') return NULL;
    value++;
    const char *stop = plain_end(job->state, value, job->limit);
    if (*stop != '"') return NULL;
    Tag *tag = place->tags == NULL ? NULL : find_tag(place->tags, value, stop - value);
    if (tag == NULL) return check_raw(job, at, place->unknown, value, stop - value, id);
    Shape *shape = tag->by_role == NULL ? tag->shape : shape_by(job, at, tag->by_role);
    if (shape == NULL) return NULL;
    if (is_first && is_served(shape) && shape->type_index >= 0)
        return check_object(job, stop + 1, shape, true, NULL, id);
    return PyErr_Occurred() ? NULL : check_object(job, at, shape, false, NULL, id);
}

/* Passes what may stand at a place; of an object it tells where its `id` begins, if asked. */
static const char *check_value(Job *job, const char *at, const Place *place, const char **id) {
    unsigned allowed = place->allowed;
    PyObject *found;
    if (UNLIKELY(allowed & ANYTHING)) return check_any(job, at);
    switch (*at) {
    case '"':
        if (allowed & STRING) return skip_string(job, at + 1);
        return allowed & LITERAL ? pass_literal(job, at + 1, place, &found) : NULL;
    case '{':
        if (allowed & MAP) return check_inside(job, at + 1, '}', place->value);
        return allowed & OBJECT ? check_union(job, at + 1, place, id) : NULL;
    case '[': return allowed & ARRAY ? check_inside(job, at + 1, ']', place->item) : NULL;
    case 't':
    case 'f': return allowed & BOOLEAN ? skip_value(job, at) : NULL;
    case 'n': return allowed & NULLED ? skip_value(job, at) : NULL;
    default: return allowed & INTEGER ? check_number(at, allowed & NUMBER) : NULL;
    }
}

/* ---- Buffers ---- */

/* What a column holds: its letter is what Python calls it. */
enum { TEXTS = 's', BINARY = 'b', LONGS = 'l', INTS = 'i' /* 0 in place of null */, DOUBLES = 'd' };

#define FIRST_ROOM 256           /* rows */
#define MOST_EXPECTED (1 << 22)  /* bytes that are asked for at once because the last batch took them */
#define MOST_COLUMNS 256

/* The buffers of a column: a bit for each row, whether it is not null; the values, or where they begin and end in the data;
   and the data. They are bytes that nobody else has, so that they can be handed over without a copy. */
enum { VALID, FIXED, DATA };

typedef struct {
    char letter;
    Py_ssize_t rows;   /* how many it has; those behind are null */
    Py_ssize_t filled; /* how many of them are not null */
    Py_ssize_t room;   /* for how many rows there is room */
    size_t used;       /* bytes of `data` */
    size_t expected;   /* how many that were in the last batch, and some more */
    PyObject *buffers[3];
} Column;

/* How the value of a member comes into its column. */
enum { WHOLE_TEXT, WHOLE_NUMBER, ID_INSIDE, SIZE_OF_AUDIO, SIZE_ALONE /* and the audio is left out of the line */, WAYS };

typedef struct {
    uint8_t member;
    uint8_t way;
    uint8_t column;
} Move;

/* Who is told of objects, and what. */
typedef struct {
    PyObject *call; /* NULL if nobody is told */
    bool tells_object;
    uint8_t told[8]; /* if it does not, which members */
    int count;
} Feed;

/* What is done with objects of a class that have a tag. */
typedef struct {
    const Tag *tag; /* this and the shape are the place's, which is kept */
    const Shape *shape;
    bool is_refused; /* whether they are left to Python */
    Move moves[MOST_MEMBERS];
    int move_count;
    int left_out; /* the member whose string is not kept in the line, or -1 */
    PyObject *inside; /* the names of members, with quotes, that have such strings in what is inside, or NULL */
    PyObject *fixed[8]; /* texts that are the same in all of their rows, */
    uint8_t fixed_columns[8];
    int fixed_count;
    Feed feeds[2]; /* who is told of them: of lines that are one, and of those that a recorder has put into its own */
} Plan;

typedef struct {
    PyObject_HEAD
    State *state;
    Place *place;
    PyObject *plan_of;
    PyObject *numbers; /* of the columns, by name */
    Column *columns;
    int column_count;
    int offset_column;
    int text_column;
    int time_column; /* -1 if lines of recorders are for Python; else for when a frame came, */
    int sender_column; /* who sent it, */
    int line_column; /* and the line in which it was, or -1 if that is not kept */
    char *frame; /* what a recorder's line had, */
    size_t frame_room;
    Py_ssize_t count;    /* of rows */
    Py_ssize_t expected; /* how many there were in the last batch, and some more */
    Plan **plans;
    Py_ssize_t plan_count;
    Plan *recent[MOST_RECENT]; /* some of them, by where their tags lie in memory */
} Columns;

static inline Py_ssize_t width_of(const Column *column) {
    return column->letter == LONGS || column->letter == DOUBLES ? 8 : 4;
}

static inline bool has_data(const Column *column) { return column->letter == TEXTS || column->letter == BINARY; }

/* Makes a buffer at least as large as that. */
static bool enlarge(Column *column, int which, size_t size) {
    PyObject **bytes = &column->buffers[which];
    if (*bytes != NULL) return (size_t)PyBytes_GET_SIZE(*bytes) >= size || _PyBytes_Resize(bytes, (Py_ssize_t)size) == 0;
    *bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)size); /* never so short that it is one of Python's own */
    return *bytes != NULL;
}

/* Empties a column. */
static void drop_column(Column *column) {
    for (int which = VALID; which <= DATA; which++) Py_CLEAR(column->buffers[which]);
    column->rows = column->filled = column->room = 0;
    column->used = 0;
}

/* Drops all rows. */
static void drop_rows(Columns *self) {
    for (int i = 0; i < self->column_count; i++) drop_column(&self->columns[i]);
    self->count = 0;
}

static inline char *bytes_of(const Column *column, int which) { return PyBytes_AS_STRING(column->buffers[which]); }

/* Makes room for a row. */
static NOINLINE bool grow_column(Column *column, Py_ssize_t row, Py_ssize_t expected) {
    Py_ssize_t room = column->room * 2 > row + 1 ? column->room * 2 : row + 1;
    room = room > FIRST_ROOM ? room : FIRST_ROOM;
    room = ((room > expected ? room : expected) + 7) / 8 * 8;
    if (!enlarge(column, VALID, (size_t)room / 8) || !enlarge(column, FIXED, (size_t)((room + 1) * width_of(column))))
        return false;
    memset(bytes_of(column, VALID) + column->room / 8, 0, (size_t)(room - column->room) / 8);
    if (column->room == 0) memset(bytes_of(column, FIXED), 0, 8);
    column->room = room;
    return true;
}

/* Fills a column with nulls up to a row, for which there is room. */
static inline void pad_column(Column *column, Py_ssize_t row) {
    char *fixed = bytes_of(column, FIXED);
    if (has_data(column)) {
        int32_t *ends = (int32_t *)fixed + 1;
        for (Py_ssize_t i = column->rows; i < row; i++) ends[i] = (int32_t)column->used;
    } else if (column->rows < row) {
        Py_ssize_t width = width_of(column);
        memset(fixed + column->rows * width, 0, (size_t)((row - column->rows) * width));
    }
    column->rows = row;
}

/* Begins with a value in the next row. */
static inline bool begin_value(const Columns *self, Column *column) {
    if (UNLIKELY(column->room <= self->count) && !grow_column(column, self->count, self->expected)) return false;
    pad_column(column, self->count);
    return true;
}

/* Ends that. */
static inline void end_value(Column *column) {
    bytes_of(column, VALID)[column->rows >> 3] |= (char)(1 << (column->rows & 7));
    column->rows++;
    column->filled++;
}

/* Makes room for the data of a value, and gives where; NULL if there is none. */
static NOINLINE char *grow_data(Column *column, size_t length) {
    size_t wanted = column->used + length;
    if (wanted > INT32_MAX) {
        PyErr_SetString(PyExc_OverflowError, "more than 2 GiB in a column of a batch");
        return NULL;
    }
    size_t room = column->buffers[DATA] == NULL ? column->expected : 2 * (size_t)PyBytes_GET_SIZE(column->buffers[DATA]);
    room = room < FIRST_ROOM ? FIRST_ROOM : room;
    return enlarge(column, DATA, wanted > room ? wanted : room) ? bytes_of(column, DATA) + column->used : NULL;
}

static inline char *data_for(Column *column, size_t length) {
    PyObject *data = column->buffers[DATA];
    if (UNLIKELY(data == NULL || (size_t)PyBytes_GET_SIZE(data) - column->used < length)) return grow_data(column, length);
    return PyBytes_AS_STRING(data) + column->used;
}

/* Ends a value of so many bytes. */
static inline void end_data(Column *column, size_t length) {
    column->used += length;
    ((int32_t *)bytes_of(column, FIXED))[column->rows + 1] = (int32_t)column->used;
    end_value(column);
}

/* Writes bytes into the next row. */
static inline bool write_bytes(Columns *self, Column *column, const char *bytes, size_t length) {
    char *out = begin_value(self, column) ? data_for(column, length) : NULL;
    if (UNLIKELY(out == NULL)) return false;
    copy(out, bytes, length);
    end_data(column, length);
    return true;
}

/* Writes a number. */
static inline bool write_long(Columns *self, Column *column, int64_t value) {
    if (!begin_value(self, column)) return false;
    ((int64_t *)bytes_of(column, FIXED))[self->count] = value;
    end_value(column);
    return true;
}

/* Copies a string without its escapes, from behind its quote, to where there is room for as many bytes as it has with them,
   which are never fewer. Moves on where that ends, and gives what is behind the last quote; NULL if it is no such string. */
static const char *copy_string(State *state, const char *at, const char *limit, char **to) {
    char *out = *to;
    for (;;) {
        const char *stop = plain_end(state, at, limit);
        copy(out, at, (size_t)(stop - at));
        out += stop - at;
        at = stop;
        if (*at == '"') break;
        if (LIKELY(at[0] == '\\' && at[1] == '"')) { /* JSON in JSON has hardly any other */
            *out++ = '"';
            at += 2;
            continue;
        }
        Py_UCS4 code = 0;
        at = read_special(at, &code);
        if (UNLIKELY(at == NULL)) return NULL;
        if (*stop == '\\') {
            out = put_utf8(out, code);
        } else {
            copy(out, stop, (size_t)(at - stop));
            out += at - stop;
        }
    }
    *to = out;
    return at + 1;
}

/* Writes a string that is not plain, and has been looked at, from behind its quote. */
static NOINLINE bool write_special(Columns *self, Column *column, const char *at, const char *limit) {
    Py_ssize_t count;
    Py_UCS4 bits;
    const char *after = measure(self->state, at, plain_end(self->state, at, limit), limit, &count, &bits);
    char *out = begin_value(self, column) ? data_for(column, (size_t)(after - at)) : NULL, *stop = out;
    if (out == NULL) return false;
    (void)copy_string(self->state, at, limit, &stop);
    end_data(column, (size_t)(stop - out));
    return true;
}

/* Writes a string from behind its quote; `stop` is where it ends if it is known to be plain. */
static inline bool write_text(Columns *self, Column *column, const char *at, const char *stop, const char *limit) {
    if (stop == NULL) stop = plain_end(self->state, at, limit);
    if (UNLIKELY(*stop != '"')) return write_special(self, column, at, limit);
    return write_bytes(self, column, at, (size_t)(stop - at));
}

/* Tells how many bytes there are in so much base64, from behind the quote; `stop` as above. */
static int64_t size_of_audio(const char *at, const char *stop) {
    Py_ssize_t length = 0, padding = 0;
    if (LIKELY(stop != NULL)) {
        length = stop - at;
        while (padding < length && stop[-padding - 1] == '=') padding++;
    } else {
        for (; *at != '"'; length++) {
            Py_UCS4 code = (unsigned char)*at;
            at = code < 128 && code != '\\' ? at + 1 : read_special(at, &code);
            padding = code == '=' ? padding + 1 : 0;
        }
    }
    return (length - padding) * 3 / 4;
}

/* Returns an integer that has been looked at. */
static int64_t integer_at(const char *at) {
    bool negative = *at == '-';
    int64_t value = 0;
    for (at += negative; is_digit(*at); at++) value = value * 10 + (*at - '0');
    return negative ? -value : value;
}

/* ---- Plans ---- */

/* Reads the number of a column. */
static int column_number(const Columns *self, PyObject *name, const char *letters) {
    PyObject *number = PyDict_GetItemWithError(self->numbers, name);
    int index = number == NULL ? -1 : (int)PyLong_AsLong(number);
    if (index >= 0 && strchr(letters, self->columns[index].letter) != NULL) return index;
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "no such column");
    return -1;
}

/* Finds a member of a class that holds nothing but certain things. */
static int member_of(const Shape *shape, PyObject *name, unsigned wanted) {
    if (!is_name(name)) return -1;
    int index = find_slot(shape, 0, (const char *)PyUnicode_1BYTE_DATA(name), PyUnicode_GET_LENGTH(name));
    unsigned allowed = index < 0 ? 0 : shape->slots[index].place->allowed;
    /* An object is wanted for its id, whatever else may be there instead. */
    bool is_right = (wanted & allowed & OBJECT) != 0 || !(allowed & ~(wanted | NULLED));
    if (index >= 0 && index != shape->type_index && is_right) return index;
    PyErr_SetString(PyExc_ValueError, "no such member");
    return -1;
}

/* Reads who is told of the objects of a plan, and of which members; None for the objects themselves. */
static bool read_feed(const Plan *plan, Feed *feed, PyObject *call, PyObject *members) {
    feed->tells_object = members == Py_None;
    for (Py_ssize_t i = 0; !feed->tells_object && i < PyObject_Size(members); i++) {
        int index = PyTuple_CheckExact(members) && feed->count < 8
                        ? member_of(plan->shape, PyTuple_GET_ITEM(members, i), STRING | LITERAL | INTEGER | OBJECT)
                        : -1;
        if (index < 0) return false;
        feed->told[feed->count++] = (uint8_t)index;
    }
    feed->call = call == Py_None ? NULL : Py_NewRef(call);
    return !PyErr_Occurred();
}

/* Reads what a plan is told: moves, texts, and who is told of the objects. */
static bool read_plan(const Columns *self, Plan *plan, PyObject *told) {
    static const unsigned wanted[] = {STRING | LITERAL, INTEGER, OBJECT, STRING | LITERAL, STRING | LITERAL};
    static const char *letters[] = {"s", "l", "s", "l", "l"};
    PyObject *moves, *fixed, *feed, *members, *timed = Py_None, *timed_members = Py_None, *inside = NULL;
    uint8_t taken[MOST_COLUMNS] = {0};
    if (!PyTuple_Check(told)) goto wrong;
    if (!PyArg_ParseTuple(told, "O!O!OO|OOO!", &PyTuple_Type, &moves, &PyTuple_Type, &fixed, &feed, &members, &timed,
                          &timed_members, &PyTuple_Type, &inside)) {
        return false;
    }
    taken[self->offset_column] = taken[self->text_column] = 1;
    if (self->time_column >= 0) taken[self->time_column] = 1;
    if (self->line_column >= 0) taken[self->line_column] = 1;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(moves); i++) {
        PyObject *name, *column;
        int way;
        if (!PyArg_ParseTuple(PyTuple_GET_ITEM(moves, i), "OiO", &name, &way, &column)) return false;
        bool is_known = way >= 0 && way < WAYS && plan->move_count < MOST_MEMBERS;
        int index = is_known ? member_of(plan->shape, name, wanted[way]) : -1;
        int number = index < 0 ? -1 : column_number(self, column, letters[way]);
        if (number < 0 || taken[number]++) goto wrong;
        plan->moves[plan->move_count++] = (Move){(uint8_t)index, (uint8_t)way, (uint8_t)number};
        if (way == SIZE_ALONE) plan->left_out = index;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(fixed); i++) {
        PyObject *column, *text;
        if (!PyArg_ParseTuple(PyTuple_GET_ITEM(fixed, i), "OU", &column, &text)) return false;
        int number = plan->fixed_count < 8 && is_name(text) ? column_number(self, column, "s") : -1;
        if (number < 0 || taken[number]++) goto wrong;
        plan->fixed_columns[plan->fixed_count] = (uint8_t)number;
        plan->fixed[plan->fixed_count++] = Py_NewRef(text);
    }
    for (int which = 0; which < 2; which++)
        if (!read_feed(plan, &plan->feeds[which], which ? timed : feed, which ? timed_members : members)) goto wrong;
    for (Py_ssize_t i = 0; inside != NULL && i < PyTuple_GET_SIZE(inside); i++)
        if (!PyBytes_Check(PyTuple_GET_ITEM(inside, i))) goto wrong;
    plan->inside = Py_XNewRef(inside);
    return true;

wrong:
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "no such plan");
    return false;
}

static void free_plan(Plan *plan) {
    for (int i = 0; i < plan->fixed_count; i++) Py_DECREF(plan->fixed[i]);
    for (int which = 0; which < 2; which++) Py_XDECREF(plan->feeds[which].call);
    Py_XDECREF(plan->inside);
    PyMem_Free(plan);
}

/* Finds what is done with objects of a class that have a tag; NULL if that failed. */
static Plan *plan_for(Columns *self, const Tag *tag, Shape *shape) {
    Plan **recent = &self->recent[(uintptr_t)tag >> 3 & (MOST_RECENT - 1)];
    if (LIKELY(*recent != NULL && (*recent)->tag == tag && (*recent)->shape == shape)) return *recent;
    for (Py_ssize_t i = 0; i < self->plan_count; i++)
        if (self->plans[i]->tag == tag && self->plans[i]->shape == shape) return *recent = self->plans[i];
    bool is_ours = is_served(shape);
    if (!is_ours && PyErr_Occurred()) return NULL;
    PyObject *told =
        is_ours ? PyObject_CallFunctionObjArgs(self->plan_of, (PyObject *)shape->cls, tag->text, NULL) : Py_NewRef(Py_None);
    if (told == NULL) return NULL;
    Plan *plan = PyMem_Calloc(1, sizeof(Plan));
    Plan **plans = plan == NULL ? NULL : PyMem_Realloc(self->plans, (size_t)(self->plan_count + 1) * sizeof(Plan *));
    if (plans == NULL) {
        PyErr_NoMemory();
        PyMem_Free(plan);
        Py_DECREF(told);
        return NULL;
    }
    self->plans = plans;
    plan->tag = tag;
    plan->shape = shape;
    plan->left_out = -1;
    plan->is_refused = told == Py_None;
    bool done = plan->is_refused || read_plan(self, plan, told);
    Py_DECREF(told);
    if (!done) {
        free_plan(plan);
        return NULL;
    }
    self->plans[self->plan_count++] = plan;
    return *recent = plan;
}

/* ---- Lines ---- */

/* Makes what is told of an object: its members, or the id of one that is an object, or NULL without an exception if one is
   refused. */
static bool make_told(Job *job, const Plan *plan, const Feed *feed, const Seen *seen, PyObject **made) {
    for (int i = 0; i < feed->count; i++) {
        int index = feed->told[i];
        const char *at = seen->present >> index & 1 ? seen->value[index] : NULL;
        bool is_inside = at != NULL && *at == '{';
        if (is_inside) at = seen->id[index];
        made[i] = NULL;
        if (at == NULL) made[i] = Py_NewRef(Py_None);
        else if (*at == '"') (void)read_shared_string(job, at + 1, &plan->shape->slots[index], &made[i]);
        else if (!is_inside) (void)read_number(at, false, &made[i]);
        if (made[i] == NULL) {
            while (i > 0) Py_DECREF(made[--i]);
            return false;
        }
    }
    return true;
}

/* What a recorder's line tells beside the frame. */
typedef struct {
    const char *begin, *end; /* the line, with its end */
    PyObject *time;
    const char *sender;
} Recorded;

/* Writes what that is. */
static bool write_recorded(Columns *self, const Recorded *recorded) {
    Column *time = &self->columns[self->time_column];
    if (!begin_value(self, time)) return false;
    ((double *)bytes_of(time, FIXED))[self->count] = PyFloat_AS_DOUBLE(recorded->time);
    end_value(time);
    return write_bytes(self, &self->columns[self->sender_column], recorded->sender, strlen(recorded->sender)) &&
           (self->line_column < 0 || write_bytes(self, &self->columns[self->line_column], recorded->begin,
                                                 (size_t)(recorded->end - recorded->begin)));
}

/* Text, and what of it is left out. */
typedef struct {
    const char *begin, *from, *to, *end;
} Cut;

/* Writes that. */
static bool write_cut(Columns *self, Column *column, Cut cut) {
    size_t first = (size_t)(cut.from - cut.begin), second = (size_t)(cut.end - cut.to);
    char *out = begin_value(self, column) ? data_for(column, first + second) : NULL;
    if (UNLIKELY(out == NULL)) return false;
    copy(out, cut.begin, first);
    copy(out + first, cut.to, second);
    end_data(column, first + second);
    return true;
}

/* Tells whether what is left out, a string with its quotes, is there once more. */
static bool is_twice(Cut cut) {
    Py_ssize_t length = cut.to - cut.from + 2;
    const char *parts[] = {cut.begin, cut.from - 1, cut.to + 1, cut.end};
    for (int i = 0; i < 4; i += 2)
        for (const char *at = parts[i]; parts[i + 1] - at >= length; at++)
            if (UNLIKELY(*at == '"' && same(at, cut.from - 1, length))) return true;
    return false;
}

/* Tells whether a member of one of some names may be a string, anywhere in a line. */
static bool has_string(const Job *job, PyObject *names, const char *begin, const char *end) {
    for (const char *at = begin; (at = memchr(at, '"', (size_t)(end - at))) != NULL; at++) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(names); i++) {
            PyObject *name = PyTuple_GET_ITEM(names, i);
            Py_ssize_t length = PyBytes_GET_SIZE(name);
            if (end - at <= length || !same(at, PyBytes_AS_STRING(name), length)) continue;
            const char *value = pass_colon(job, at + length);
            if (value != NULL && *value == '"') return true;
        }
    }
    return false;
}

/* Writes the row of an object. */
static bool write_row(Columns *self, const Plan *plan, const Seen *seen, Cut cut, const char *limit, long long offset,
                      const Recorded *recorded) {
    for (int i = 0; i < plan->move_count; i++) {
        Move move = plan->moves[i];
        if (!(seen->present >> move.member & 1)) continue;
        Column *column = &self->columns[move.column];
        const char *at = seen->value[move.member], *stop = seen->stop[move.member], *id = seen->id[move.member];
        bool done = true;
        switch (move.way) {
        case WHOLE_TEXT: done = write_text(self, column, at + 1, stop, limit); break;
        case WHOLE_NUMBER: done = write_long(self, column, integer_at(at)); break;
        case SIZE_OF_AUDIO:
        case SIZE_ALONE: done = write_long(self, column, size_of_audio(at + 1, stop)); break;
        default: done = id == NULL || *id != '"' || write_text(self, column, id + 1, NULL, limit);
        }
        if (UNLIKELY(!done)) return false;
    }
    for (int i = 0; i < plan->fixed_count; i++) {
        PyObject *text = plan->fixed[i];
        if (recorded != NULL && plan->fixed_columns[i] == self->sender_column) continue;
        if (UNLIKELY(!write_bytes(self, &self->columns[plan->fixed_columns[i]], (const char *)PyUnicode_1BYTE_DATA(text),
                                  (size_t)PyUnicode_GET_LENGTH(text))))
            return false;
    }
    if (UNLIKELY(!write_long(self, &self->columns[self->offset_column], offset) ||
                 !write_cut(self, &self->columns[self->text_column], cut) ||
                 (recorded != NULL && !write_recorded(self, recorded))))
        return false;
    self->count++;
    return true;
}

/* Takes in a line, or a frame, that begins and ends with a brace: 1, or 0 to refuse, or -1 if that failed. */
static int take_line(Columns *self, const char *begin, const char *end, const char *limit, long long offset,
                     const Recorded *recorded) {
    Job job;
    begin_job(&job, self->state, end, limit);
    const char *inside = begin + 1, *value = first_type(&job, inside);
    bool is_first = value != NULL;
    if ((!is_first && !find_member(&job, inside, "type", 4, &value)) || value == NULL || *value != '"') return 0;
    const char *stop = plain_end(self->state, ++value, limit);
    Tag *tag = *stop == '"' && self->place->tags != NULL ? find_tag(self->place->tags, value, stop - value) : NULL;
    Shape *shape = tag == NULL ? NULL : tag->by_role == NULL ? tag->shape : shape_by(&job, inside, tag->by_role);
    if (shape == NULL) return 0;
    Plan *plan = plan_for(self, tag, shape);
    if (UNLIKELY(plan == NULL)) return -1;
    if (plan->is_refused) return 0;
    Seen seen;
    bool is_tagged = is_first && shape->type_index >= 0;
    if (check_object(&job, is_tagged ? stop + 1 : inside, shape, is_tagged, &seen, NULL) != end)
        return is_refused() ? 0 : -1;
    if (plan->inside != NULL && has_string(&job, plan->inside, begin, end)) return 0;
    Cut cut = {begin, end, end, end};
    if (plan->left_out >= 0 && seen.present >> plan->left_out & 1) {
        cut.from = seen.value[plan->left_out] + 1;
        cut.to = seen.stop[plan->left_out];
        /* What is not plain, or is there as something else too, Python leaves out as the law is. */
        if (cut.to == NULL || (cut.to > cut.from && is_twice(cut))) return 0;
    }
    const Feed *feed = &plan->feeds[recorded != NULL];
    PyObject *made[10];
    Py_ssize_t first = recorded == NULL ? 1 : 2, count = first;
    if (feed->call != NULL) {
        job.depth = 0;
        bool done = feed->tells_object ? read_union(&job, inside, self->place, &made[first]) != NULL
                                       : make_told(&job, plan, feed, &seen, made + first);
        end_job(&job);
        if (!done) return is_refused() ? 0 : -1;
        count += feed->tells_object ? 1 : feed->count;
    }
    int taken = 1;
    if (!write_row(self, plan, &seen, cut, limit, offset, recorded)) {
        drop_rows(self);
        taken = -1;
    } else if (feed->call != NULL) {
        made[0] = PyLong_FromLongLong(offset);
        if (recorded != NULL) made[1] = recorded->time;
        PyObject *done = made[0] == NULL ? NULL : PyObject_Vectorcall(feed->call, made, (size_t)count, NULL);
        taken = done == NULL ? -1 : 1;
        Py_XDECREF(made[0]);
        Py_XDECREF(done);
    }
    while (count > first) Py_DECREF(made[--count]);
    return taken;
}

/* Passes a name and a colon, and blanks; NULL if something else is there. */
static const char *pass_name(const Job *job, const char *at, const char *name, Py_ssize_t length) {
    if (job->limit - at <= length || !same(at, name, length)) return NULL;
    return pass_colon(job, at + length);
}

/* Passes a comma, and blanks. */
static const char *pass_comma(const Job *job, const char *at) {
    at = pass_blanks(job, at);
    return *at == ',' ? pass_blanks(job, at + 1) : NULL;
}

/* Takes in a line of a recorder, with a frame that is text, and when it came: as it writes them. The outcome is that of
   `take_line`; what is written otherwise is refused. */
static int take_recorded(Columns *self, const char *begin, const char *end, const char *limit, long long offset) {
    static const char client[] = "\"client\"", server[] = "\"server\"";
    Job job;
    begin_job(&job, self->state, end, limit);
    Recorded recorded = {begin, end + 1, NULL, NULL};
    const char *at = pass_name(&job, begin + 1, "\"time\"", 6);
    PyObject *time = NULL;
    at = at == NULL ? NULL : read_number(at, true, &time);
    if (at == NULL) return is_refused() ? 0 : -1;
    double seconds = PyFloat_Check(time) ? PyFloat_AS_DOUBLE(time) : PyLong_AsDouble(time);
    Py_DECREF(time);
    /* Beyond 2 ** 53 a time is none, as Python decides. */
    if (!(seconds < 9007199254740992.0 && seconds > -9007199254740992.0)) return is_refused() ? 0 : -1;
    at = pass_comma(&job, at);
    at = at == NULL ? NULL : pass_name(&job, at, "\"from\"", 6);
    if (at == NULL || limit - at <= (Py_ssize_t)sizeof(client)) return 0;
    if (same(at, client, sizeof(client) - 1)) recorded.sender = "client";
    else if (same(at, server, sizeof(server) - 1)) recorded.sender = "server";
    else return 0;
    at = pass_comma(&job, at + sizeof(client) - 1);
    at = at == NULL ? NULL : pass_name(&job, at, "\"frame\"", 7);
    if (at == NULL || *at != '"') return 0;
    size_t room = (size_t)(end - at) + 1;
    if (self->frame_room < room) {
        char *frame = PyMem_Realloc(self->frame, room);
        if (frame == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        self->frame = frame;
        self->frame_room = room;
    }
    char *frame = self->frame, *stop = frame;
    at = copy_string(self->state, at + 1, limit, &stop);
    if (at == NULL || pass_blanks(&job, at) != end - 1 || stop - frame < 2 || *frame != '{' || stop[-1] != '}') return 0;
    *stop = 0;
    recorded.time = PyFloat_FromDouble(seconds);
    if (recorded.time == NULL) return -1;
    int taken = take_line(self, frame, stop, stop + 1, offset, &recorded);
    Py_DECREF(recorded.time);
    return taken;
}

/* columns.block(data, begin, end, offset, missed, is_odd): takes in the lines of a part of some bytes, which begins so far in
   a file. A line that is refused goes to `missed(offset, line, ended)`, which adds its row, and tells whether the next one is for it as well, as
   `is_odd` tells of the first. */
static PyObject *columns_block(Columns *self, PyObject *args) {
    PyObject *data, *missed;
    Py_ssize_t from, to;
    long long offset;
    int is_odd;
    if (!PyArg_ParseTuple(args, "SnnLOp", &data, &from, &to, &offset, &missed, &is_odd)) return NULL;
    if (from < 0 || to < from || to > PyBytes_GET_SIZE(data)) {
        PyErr_SetString(PyExc_ValueError, "no such part");
        return NULL;
    }
    const char *begin = PyBytes_AS_STRING(data) + from, *end = begin + (to - from);
    Column *text = &self->columns[self->text_column];
    if (text->expected < (size_t)(to - from)) text->expected = (size_t)(to - from);
    for (const char *at = begin; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        bool has_end = stop != NULL;
        stop = has_end ? stop : end;
        int taken = 0;
        if (!is_odd && has_end && stop - at > 1 && *at == '{' && stop[-1] == '}') {
            bool is_recorded = self->time_column >= 0 && stop - at > 8 && same(at + 1, "\"time\"", 6);
            taken = is_recorded ? take_recorded(self, at, stop, end + 1, offset + (at - begin))
                                : take_line(self, at, stop, end + 1, offset + (at - begin), NULL);
        }
        if (taken == 0) {
            PyObject *told = PyObject_CallFunction(missed, "Ly#O", offset + (at - begin), at, (Py_ssize_t)(stop - at),
                                                   has_end ? Py_True : Py_False);
            is_odd = told == NULL ? -1 : PyObject_IsTrue(told);
            Py_XDECREF(told);
            if (is_odd < 0) return NULL;
        } else if (taken < 0) {
            return NULL;
        }
        at = stop + 1;
    }
    Py_RETURN_NONE;
}

/* Writes a value of Python into the next row; an integer that has no place there is left out. Bytes in a column of texts have
   been decoded once, so they are UTF-8. */
static bool write_value(Columns *self, Column *column, PyObject *value) {
    Py_ssize_t length;
    int is_over = 0;
    if (has_data(column)) {
        char *bytes = NULL;
        if (column->letter == TEXTS && !PyBytes_Check(value)) bytes = (char *)PyUnicode_AsUTF8AndSize(value, &length);
        else if (PyBytes_AsStringAndSize(value, &bytes, &length)) return false;
        return bytes != NULL && write_bytes(self, column, bytes, (size_t)length);
    }
    if (!(column->letter == DOUBLES ? PyFloat_Check(value) : PyLong_Check(value))) {
        PyErr_SetString(PyExc_TypeError, "a value of another kind than its column");
        return false;
    }
    if (column->letter == DOUBLES) {
        if (!begin_value(self, column)) return false;
        ((double *)bytes_of(column, FIXED))[self->count] = PyFloat_AS_DOUBLE(value);
        end_value(column);
        return true;
    }
    int64_t number = PyLong_AsLongLongAndOverflow(value, &is_over);
    if (column->letter == LONGS) return is_over || write_long(self, column, number);
    if (is_over || number != (int32_t)number) return true;
    if (!begin_value(self, column)) return false;
    ((int32_t *)bytes_of(column, FIXED))[self->count] = (int32_t)number;
    end_value(column);
    return true;
}

/* columns.add(row): adds a row, a dict of values by column; what is left out, or None, is null. */
static PyObject *columns_add(Columns *self, PyObject *row) {
    Py_ssize_t at = 0;
    PyObject *name, *value;
    if (!PyDict_CheckExact(row)) {
        PyErr_SetString(PyExc_TypeError, "a row is a dict");
        return NULL;
    }
    while (PyDict_Next(row, &at, &name, &value)) {
        if (value == Py_None) continue;
        int number = column_number(self, name, "sblid");
        if (number < 0 || !write_value(self, &self->columns[number], value)) {
            drop_rows(self);
            return NULL;
        }
    }
    self->count++;
    Py_RETURN_NONE;
}

/* Hands over the buffers of a column: how many values are null, and the buffers, as Arrow wants them; None if all are. */
static PyObject *take_column(Columns *self, Column *column) {
    Py_ssize_t count = self->count;
    if (column->filled == 0) Py_RETURN_NONE;
    if (column->room < count && !grow_column(column, count - 1, 0)) return NULL;
    pad_column(column, count);
    size_t used[] = {(size_t)(count + 7) / 8, (size_t)((count + has_data(column)) * width_of(column)), column->used};
    int last = has_data(column) ? DATA : FIXED;
    for (int which = VALID; which <= last; which++) {
        /* Whoever keeps it is not to keep much that is empty. */
        size_t size = (size_t)PyBytes_GET_SIZE(column->buffers[which]);
        if (size - used[which] > 64 && _PyBytes_Resize(&column->buffers[which], (Py_ssize_t)used[which] + 8)) return NULL;
    }
    size_t expected = column->used + column->used / 8;
    column->expected = expected < MOST_EXPECTED ? expected : MOST_EXPECTED;
    bool is_full = column->filled == count || column->letter == INTS;
    PyObject *valid = is_full ? Py_None : column->buffers[VALID];
    Py_ssize_t nulls = is_full ? 0 : count - column->filled;
    if (last == DATA) return Py_BuildValue("n(OOO)", nulls, valid, column->buffers[FIXED], column->buffers[DATA]);
    return Py_BuildValue("n(OO)", nulls, valid, column->buffers[FIXED]);
}

/* columns.take(): gives the rows, as a count and what each column has, and begins anew. */
static PyObject *columns_take(Columns *self, PyObject *Py_UNUSED(none)) {
    PyObject *made = PyTuple_New(self->column_count);
    for (int i = 0; made != NULL && i < self->column_count; i++) {
        PyObject *column = take_column(self, &self->columns[i]);
        if (column == NULL) Py_CLEAR(made);
        else PyTuple_SET_ITEM(made, i, column);
    }
    Py_ssize_t count = self->count;
    self->expected = count + count / 8;
    drop_rows(self);
    return made == NULL ? NULL : Py_BuildValue("nN", count, made);
}

/* ---- The type ---- */

/* columns(place, columns, plan_of, offset, text, recorded): makes columns of the lines of what a place may hold. `columns` are
   tuples of a name and a letter. `plan_of(cls, tag)` tells what is done with the objects of a class, or None if they are for
   Python: tuples of member, way and column; tuples of column and text; who is told of each as `feed(offset, ...)`, or None;
   the names of the members that it is told, or None for the object; the same two of frames in a recorder's lines, as
   `feed(offset, time, ...)`; and the names, as bytes with quotes, of members inside that are strings only in lines for Python. `offset` and `text` are the columns for where a line begins, and for the frame. `recorded` are
   those for when a recorded frame came, for who sent it, and for its line, or None if that is not kept; or None if such lines
   are for Python. */
static PyObject *columns(PyObject *module, PyObject *args) {
    State *state = PyModule_GetState(module);
    PyObject *place, *told, *plan_of, *offset, *text, *recorded = Py_None;
    if (!PyArg_ParseTuple(args, "O!O!OOO|O", state->place_type, &place, &PyTuple_Type, &told, &plan_of, &offset, &text,
                          &recorded)) {
        return NULL;
    }
    Py_ssize_t count = PyTuple_GET_SIZE(told);
    Columns *self = (Columns *)state->columns_type->tp_alloc(state->columns_type, 0);
    if (self == NULL) return NULL;
    self->state = state;
    self->place = (Place *)Py_NewRef(place);
    self->plan_of = Py_NewRef(plan_of);
    self->numbers = PyDict_New();
    self->columns = PyMem_Calloc(count ? (size_t)count : 1, sizeof(Column));
    if (self->columns == NULL) PyErr_NoMemory();
    if (self->numbers == NULL || self->columns == NULL) goto fail;
    for (; self->column_count < count; self->column_count++) {
        PyObject *name;
        int letter;
        if (!PyArg_ParseTuple(PyTuple_GET_ITEM(told, self->column_count), "UC", &name, &letter)) goto fail;
        PyObject *number = PyLong_FromLong(self->column_count);
        int failed = number == NULL || PyDict_SetItem(self->numbers, name, number);
        Py_XDECREF(number);
        if (failed) goto fail;
        if (self->column_count == MOST_COLUMNS || letter > 127 || letter == 0 || strchr("sblid", letter) == NULL) {
            PyErr_SetString(PyExc_ValueError, "no such kind of column, or too many");
            goto fail;
        }
        self->columns[self->column_count].letter = (char)letter;
    }
    self->offset_column = column_number(self, offset, "l");
    self->text_column = self->offset_column < 0 ? -1 : column_number(self, text, "s");
    if (self->text_column < 0) goto fail;
    self->time_column = self->line_column = -1;
    if (recorded == Py_None) return (PyObject *)self;
    PyObject *time, *sender, *line;
    if (!PyTuple_Check(recorded)) {
        PyErr_SetString(PyExc_TypeError, "three columns, or None");
        goto fail;
    }
    if (!PyArg_ParseTuple(recorded, "OOO", &time, &sender, &line)) goto fail;
    self->sender_column = column_number(self, sender, "s");
    self->time_column = self->sender_column < 0 ? -1 : column_number(self, time, "d");
    self->line_column = line == Py_None || self->time_column < 0 ? -1 : column_number(self, line, "b");
    if (self->line_column >= 0 || (line == Py_None && self->time_column >= 0)) return (PyObject *)self;

fail:
    Py_DECREF(self);
    return NULL;
}

static int columns_traverse(Columns *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->place);
    Py_VISIT(self->plan_of);
    for (Py_ssize_t i = 0; i < 2 * self->plan_count; i++) Py_VISIT(self->plans[i / 2]->feeds[i % 2].call);
    return 0;
}

static int columns_clear(Columns *self) {
    Plan **plans = self->plans;
    Py_ssize_t count = self->plan_count;
    self->plans = NULL;
    self->plan_count = 0;
    memset(self->recent, 0, sizeof(self->recent));
    for (Py_ssize_t i = 0; i < count; i++) free_plan(plans[i]);
    PyMem_Free(plans);
    Py_CLEAR(self->plan_of);
    return 0;
}

static void columns_dealloc(Columns *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    columns_clear(self);
    if (self->columns != NULL) drop_rows(self);
    PyMem_Free(self->columns);
    PyMem_Free(self->frame);
    Py_XDECREF(self->numbers);
    Py_XDECREF(self->place);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef columns_methods[] = {
    {"block", (PyCFunction)columns_block, METH_VARARGS, NULL},
    {"add", (PyCFunction)columns_add, METH_O, NULL},
    {"take", (PyCFunction)columns_take, METH_NOARGS, NULL},
    {NULL},
};

static PyMemberDef columns_members[] = {
    {"count", T_PYSSIZET, offsetof(Columns, count), READONLY, NULL},
    {NULL},
};

static PyType_Slot columns_slots[] = {
    {Py_tp_dealloc, columns_dealloc},
    {Py_tp_traverse, columns_traverse},
    {Py_tp_clear, columns_clear},
    {Py_tp_methods, columns_methods},
    {Py_tp_members, columns_members},
    {0},
};

static PyType_Spec columns_spec = {
    .name = "realtime_wire._engine._native.Columns",
    .basicsize = sizeof(Columns),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = columns_slots,
};
