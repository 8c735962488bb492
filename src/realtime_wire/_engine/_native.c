/* The compiled lane: JSON text to objects in one pass, and objects to JSON text.

   What there is to know about the classes comes as data from `native.py`, which derives it from the same `Kind` and
   `Member` as everything else. A `Place` is what may stand at one place of a text, a `Shape` is how the objects of one class
   lie in memory. A `Lane` is a callable that reads texts, or writes objects.

   One rule keeps this small: whatever is rare, or wrong, is refused, and the Python lane, which is handed the same text or
   object then, decides and words the error. So nothing here raises anything that tells what was read. A function that
   refuses returns NULL without an exception; with an exception (no memory, an interrupt), it failed.

   What holds throughout:
   - Texts are bytes or str, which nobody can change. Others are copied first: while a collection runs in between, its
     finalisers could write to a bytearray, and an ASCII string with another byte in it would break CPython.
   - A byte that no token goes on with ends each text: the NUL behind every bytes and str, or a newline. So the reader
     looks at the next byte without asking how many there are, and compares with the end where white space could lead past
     it, or several bytes are loaded at once.
   - A collection can run in each allocation of an object that it tracks. Objects are tracked when they are whole, so that
     nobody finds a half-made one, and nothing borrowed is kept over a call.
   - The interpreter's lock is held all the time, so the caches need no lock of their own. Free-threaded builds do not get
     this module. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <structmember.h>

#if defined(Py_GIL_DISABLED) || defined(PYPY_VERSION)
#error "realtime_wire._engine._native is for CPython with the interpreter lock"
#endif
#if SIZEOF_VOID_P != 8 || !PY_LITTLE_ENDIAN
#error "realtime_wire._engine._native is for little-endian processors of 64 bits"
#endif

#if (defined(__SSE2__) || defined(_M_X64)) &&                                                                          \
    !defined(REALTIME_WIRE_NO_VECTORS) /* the latter for tests of what others have */
#include <emmintrin.h>
#define WIDE 16
#endif
#if defined(WIDE) && defined(__GNUC__)
#include <immintrin.h>
#define WIDER 32
#endif

#if defined(__GNUC__)
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define lowest_bit(x) __builtin_ctzll(x)
#define NOINLINE __attribute__((noinline))
#else
#include <intrin.h>
#define LIKELY(x) (x)
#define UNLIKELY(x) (x)
#define NOINLINE __declspec(noinline)
static inline int lowest_bit(uint64_t x) {
    unsigned long at;
    _BitScanForward64(&at, x);
    return (int)at;
}
#endif

#define DEEPEST 150            /* levels; the Python lane takes 200, and remembers when it saw more than 180 */
#define MOST_MEMBERS 64        /* of a class, as they are bits of a word */
#define LONGEST_SHARED 64      /* bytes of a string or a name that is kept in case it comes again */
#define MOST_NAMES 512         /* of members that no class declares; a power of two */
#define MOST_RECENT 64         /* shapes that are found without a look into a dict; a power of two */
#define MOST_SCRATCH (1 << 20) /* bytes that a writer keeps for the next text */

/* ---- What is kept, and how it lies in memory ---- */

typedef const char *(*Scan)(const char *at, const char *limit);

typedef struct Shape Shape;
typedef struct Place Place;
typedef struct Tags Tags;

typedef struct {
    PyTypeObject *shape_type;
    PyTypeObject *place_type;
    PyTypeObject *lane_type;
    PyTypeObject *columns_type;
    PyTypeObject *rest_type;
    PyObject *nothing;   /* `NOTHING`, the record of objects without extra members and nulls */
    PyObject *no_nulls;  /* its empty set */
    PyObject *dict_type; /* `ReadOnlyDict` and `ReadOnlyList`: subclasses that behave as their bases for who reads */
    PyObject *list_type;
    PyObject *json_key;          /* makes of a free-form value one that can be hashed */
    PyObject *type_name;         /* "type" */
    PyObject *names[MOST_NAMES]; /* of members that no class declares */
    Py_hash_t empty_hash;        /* of an empty frozenset */
    bool hashes;                 /* whether tuples are hashed here as Python hashes them */
    Py_ssize_t extra_offset;     /* in a `Rest` */
    Py_ssize_t nulls_offset;
    Scan scan;     /* for long strings, as wide as this processor can */
    char *scratch; /* where texts are put together; NULL while somebody does */
    size_t scratch_room;
} State;

/* A member of a class. */
typedef struct {
    PyObject *key;
    const char *name; /* the text of `key` */
    Py_ssize_t length;
    char *written;     /* `,"name":` */
    Py_ssize_t offset; /* of the slot */
    uint64_t bit;      /* by which `NullRecords` knows it; 0 if it is required */
    Place *place;
    PyObject *last; /* the last string that stood here, if it was short and plain: ids come many times */
    uint8_t misses; /* how often it was another one of late */
} Slot;

enum { UNFILLED, SERVED, RAW, REFUSED };

struct Shape {
    PyObject_HEAD
    State *state;
    PyTypeObject *cls;
    PyObject *fill;    /* tells the rest when it is first needed */
    PyObject *nothing; /* the record of an object without extra members and nulls */
    PyObject *records; /* the class's `NullRecords` */
    PyObject *known;   /* and those that are known, by their bits */
    PyObject *names;   /* of all members, as a set */
    Slot *slots;
    uint8_t *follows; /* which member came after each one the last time; the last of these is for the first member */
    int count;
    int type_index; /* which member is `type`; -1 if none is */
    int id_index;   /* which is `id` */
    uint64_t all;   /* bits of the members, by index */
    uint64_t required;
    Py_ssize_t rest_offset; /* of `_rest`, or of `_raw` */
    uint64_t last_nulls;
    PyObject *last_record;
    uint8_t status;
    bool untracks; /* whether its objects may be left out of the garbage collector */
};

/* What may stand at a place. */
enum {
    STRING = 1,
    LITERAL = 2, /* certain strings alone */
    INTEGER = 4,
    NUMBER = 8,
    BOOLEAN = 16,
    NULLED = 32,
    ANYTHING = 64,
    ARRAY = 128,
    MAP = 256,
    OBJECT = 512,
};

struct Place {
    PyObject_HEAD
    State *state;
    unsigned allowed;
    int literal_count;
    PyObject **literals;
    Place *item;  /* what the elements of an array may be, */
    Place *value; /* and the values of a free-form object */
    Shape *alone; /* the class of every object, where no tag decides */
    Tags *tags;
    Shape *untagged;   /* the class of objects without a tag, */
    Tags *untagged_by; /* or their classes by a second member */
    Shape *unknown;
};

/* The classes of a union, by the value of `type` or of a second member. */
typedef struct {
    PyObject *text;
    const char *data;
    Py_ssize_t length;
    Shape *shape;
    Tags *by_role;
} Tag;

struct Tags {
    PyObject *role; /* the name of that second member */
    Tag *table;     /* open addressing: the next one if a place is taken */
    uint32_t mask;
    Tag *last; /* what was found last: streams repeat themselves */
};

/* One text that is read. */
typedef struct {
    State *state;
    const char *end;
    const char *limit; /* how far memory may be read: one byte beyond the whole, of which this may be one line */
    int depth;
    bool loose;       /* whether something was made since it was last cleared that the collector has to see */
    PyObject **stack; /* elements of arrays that are not at their end yet */
    Py_ssize_t used;
    Py_ssize_t room;
    PyObject *near[32]; /* what `stack` is at first */
} Job;

#define SLOT(object, offset) (*(PyObject **)((char *)(object) + (offset)))

/* Reads eight bytes, wherever they stand. */
static inline uint64_t load64(const char *at) {
    uint64_t word;
    memcpy(&word, at, 8);
    return word;
}

/* Reads four bytes. */
static inline uint32_t load32(const char *at) {
    uint32_t word;
    memcpy(&word, at, 4);
    return word;
}

/* Compares short texts; a call of memcmp would take longer than most of these. */
static inline bool same(const char *one, const char *other, Py_ssize_t length) {
    if (length >= 8) {
        for (Py_ssize_t i = 0; i + 8 <= length; i += 8)
            if (load64(one + i) != load64(other + i)) return false;
        return load64(one + length - 8) == load64(other + length - 8);
    }
    if (length >= 4) return load32(one) == load32(other) && load32(one + length - 4) == load32(other + length - 4);
    for (Py_ssize_t i = 0; i < length; i++)
        if (one[i] != other[i]) return false;
    return true;
}

/* Copies a text, most of which are short. */
static inline void copy(char *out, const char *text, size_t length) {
    if (length > 32) memcpy(out, text, length);
    else if (length >= 16) {
        memcpy(out, text, 16);
        memcpy(out + length - 16, text + length - 16, 16);
    } else if (length >= 8) {
        memcpy(out, text, 8);
        memcpy(out + length - 8, text + length - 8, 8);
    } else if (length >= 4) {
        memcpy(out, text, 4);
        memcpy(out + length - 4, text + length - 4, 4);
    } else {
        for (size_t i = 0; i < length; i++) out[i] = text[i];
    }
}

/* Hashes a short text. */
static inline uint32_t hash_of(const char *text, Py_ssize_t length) {
    uint64_t head = 0, tail = 0;
    if (length >= 8) {
        head = load64(text);
        tail = load64(text + length - 8);
    } else {
        for (Py_ssize_t i = 0; i < length; i++) head = head << 8 | (unsigned char)text[i];
    }
    uint64_t hash = (head ^ (tail * 0x9E3779B97F4A7C15u) ^ (uint64_t)length) * 0xD6E8FEB86659FD93u;
    return (uint32_t)(hash >> 32);
}

/* ---- Strings: where the plain part ends ---- */

/* All that scans for the end of a string's plain part looks for a quote, a backslash, a control character or a byte that
   is not ASCII. The NUL or the newline behind each text is one of these. */

/* Finds it in a word; 0 if it is not there. In the lowest byte that is marked, it is surely there. */
static inline uint64_t marks_of(uint64_t word) {
    const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
    uint64_t quote = word ^ (ones * '"'), backslash = word ^ (ones * '\\');
    return (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | (word - ones * 32) | word) & highs;
}

/* Scans eight bytes at a time: for processors without vectors, and for what is left when vectors do not fit. */
static const char *scan_words(const char *at, const char *limit) {
    for (; limit - at >= 8; at += 8) {
        uint64_t marks = marks_of(load64(at));
        if (marks) return at + lowest_bit(marks) / 8;
    }
    while ((unsigned char)*at >= 32 && (unsigned char)*at < 128 && *at != '"' && *at != '\\') at++;
    return at;
}

#ifdef WIDE
/* Marks what is looked for in 16 bytes, a bit for each. */
static inline unsigned marks_of_16(const char *at) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)at);
    __m128i found = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))),
        _mm_cmplt_epi8(bytes, _mm_set1_epi8(32))); /* bytes beyond ASCII are negative here */
    return (unsigned)_mm_movemask_epi8(found);
}

/* Scans 16 bytes at a time. */
static const char *scan_16(const char *at, const char *limit) {
    for (; limit - at >= 16; at += 16) {
        unsigned marks = marks_of_16(at);
        if (marks) return at + lowest_bit(marks);
    }
    return scan_words(at, limit);
}
#endif

#ifdef WIDER
/* Scans 64 bytes at a time, in two vectors of 32, on processors that have them. */
__attribute__((target("avx2"))) static const char *scan_32(const char *at, const char *limit) {
    const __m256i quotes = _mm256_set1_epi8('"'), backslashes = _mm256_set1_epi8('\\'), blanks = _mm256_set1_epi8(32);
#define MARKED(bytes)                                                                                                  \
    _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(bytes, quotes), _mm256_cmpeq_epi8(bytes, backslashes)),          \
                    _mm256_cmpgt_epi8(blanks, bytes))
    for (; limit - at >= 64; at += 64) {
        __m256i one = _mm256_loadu_si256((const __m256i *)at), other = _mm256_loadu_si256((const __m256i *)(at + 32));
        __m256i low = MARKED(one), high = MARKED(other);
        if (!_mm256_testz_si256(_mm256_or_si256(low, high), _mm256_or_si256(low, high))) {
            uint64_t marks = (uint32_t)_mm256_movemask_epi8(low);
            marks |= (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
            return at + lowest_bit(marks);
        }
    }
#undef MARKED
    return scan_16(at, limit);
}
#endif

/* Picks the widest of them. */
static Scan widest_scan(void) {
#ifdef WIDER
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2")) return scan_32;
#endif
#ifdef WIDE
    return scan_16;
#else
    return scan_words;
#endif
}

/* Scans from inside a string; most end within 32 bytes, for which a call would be too much. */
static inline const char *plain_end(State *state, const char *at, const char *limit) {
#ifdef WIDE
    if (LIKELY(limit - at >= 32)) {
        unsigned marks = marks_of_16(at);
        if (LIKELY(marks)) return at + lowest_bit(marks);
        marks = marks_of_16(at + 16);
        if (LIKELY(marks)) return at + 16 + lowest_bit(marks);
        return state->scan(at + 32, limit);
    }
#endif
    (void)state;
    return scan_words(at, limit);
}

/* Passes white space. Most JSON of this kind has none. */
static inline const char *pass_blanks(const Job *job, const char *at) {
    while (UNLIKELY((unsigned char)*at <= ' ') && at < job->end &&
           (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
        at++;
    }
    return at;
}

/* Passes a colon, and white space around it; NULL if there is none. */
static inline const char *pass_colon(const Job *job, const char *at) {
    at = pass_blanks(job, at);
    return LIKELY(*at == ':') ? pass_blanks(job, at + 1) : NULL;
}

/* ---- Strings that are not plain: escapes, and characters beyond ASCII ---- */

/* Returns the value of four hexadecimal digits, or -1. */
static inline int hex4(const char *at) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
        char c = at[i];
        if (c >= '0' && c <= '9') value = value << 4 | (c - '0');
        else if ((c | 32) >= 'a' && (c | 32) <= 'f') value = value << 4 | ((c | 32) - 'a' + 10);
        else return -1; /* before the text ends, as its end is no digit either */
    }
    return value;
}

/* Reads the escape at a backslash. */
static const char *read_escape(const char *at, Py_UCS4 *code) {
    switch (at[1]) {
    case '"':
    case '\\':
    case '/': *code = (unsigned char)at[1]; return at + 2;
    case 'b': *code = '\b'; return at + 2;
    case 'f': *code = '\f'; return at + 2;
    case 'n': *code = '\n'; return at + 2;
    case 'r': *code = '\r'; return at + 2;
    case 't': *code = '\t'; return at + 2;
    case 'u': break;
    default: return NULL;
    }
    int high = hex4(at + 2);
    if (high < 0) return NULL;
    if (high < 0xD800 || high > 0xDFFF) {
        *code = (Py_UCS4)high;
        return at + 6;
    }
    /* Half of a pair of surrogates has to come with the other half. */
    if (high > 0xDBFF || at[6] != '\\' || at[7] != 'u') return NULL;
    int low = hex4(at + 8);
    if (low < 0xDC00 || low > 0xDFFF) return NULL;
    *code = 0x10000 + ((Py_UCS4)(high - 0xD800) << 10) + (Py_UCS4)(low - 0xDC00);
    return at + 12;
}

/* Reads a character beyond ASCII, as strictly as Python does. */
static inline const char *read_utf8(const char *text, Py_UCS4 *code) {
    const unsigned char *at = (const unsigned char *)text;
#define IS_MORE(byte) (((byte) & 0xC0) == 0x80)
    if (at[0] >= 0xE0 && at[0] < 0xF0) {
        if (!IS_MORE(at[1]) || !IS_MORE(at[2])) return NULL;
        *code = (Py_UCS4)(at[0] & 15) << 12 | (Py_UCS4)(at[1] & 63) << 6 | (at[2] & 63);
        return *code < 0x800 || (*code >= 0xD800 && *code <= 0xDFFF) ? NULL : text + 3;
    }
    if (at[0] >= 0xC2 && at[0] < 0xE0) {
        if (!IS_MORE(at[1])) return NULL;
        *code = (Py_UCS4)(at[0] & 31) << 6 | (at[1] & 63);
        return text + 2;
    }
    if (at[0] >= 0xF0 && at[0] <= 0xF4) {
        if (!IS_MORE(at[1]) || !IS_MORE(at[2]) || !IS_MORE(at[3])) return NULL;
        *code = (Py_UCS4)(at[0] & 7) << 18 | (Py_UCS4)(at[1] & 63) << 12 | (Py_UCS4)(at[2] & 63) << 6 | (at[3] & 63);
        return *code < 0x10000 || *code > 0x10FFFF ? NULL : text + 4;
    }
#undef IS_MORE
    return NULL;
}

/* Reads a character that ends the plain part of a string: an escape, or one beyond ASCII. */
static inline const char *read_special(const char *at, Py_UCS4 *code) {
    if ((unsigned char)*at >= 128) return read_utf8(at, code);
    return *at == '\\' ? read_escape(at, code) : NULL; /* a control character, or the end of the text */
}

/* Passes the rest of a string that is not plain, up to and with its quote. Tells how many characters there are from
   `begin` on, and the bits of all of them, if asked. */
static const char *measure(State *state, const char *begin, const char *at, const char *limit, Py_ssize_t *count,
                           Py_UCS4 *bits) {
    Py_ssize_t total = at - begin;
    Py_UCS4 all = 0;
    while (*at != '"') {
        Py_UCS4 code = 0;
        at = read_special(at, &code);
        if (at == NULL) return NULL;
        total++;
        all |= code;
        if ((unsigned char)*at < 128 && *at != '"' && *at != '\\') {
            const char *stop = plain_end(state, at, limit);
            total += stop - at;
            at = stop;
        }
    }
    *count = total;
    *bits = all;
    return at + 1;
}

/* Defines the function that fills a string of one width with what `measure` has passed. */
#define DEFINE_FILL(name, type)                                                                                        \
    static void name(State *state, type *out, const char *at, const char *limit) {                                     \
        while (*at != '"') {                                                                                           \
            if ((unsigned char)*at < 128 && *at != '\\') {                                                             \
                const char *stop = plain_end(state, at, limit);                                                        \
                while (at < stop) { *out++ = (unsigned char)*at++; }                                                   \
            } else {                                                                                                   \
                Py_UCS4 code;                                                                                          \
                at = read_special(at, &code);                                                                          \
                *out++ = (type)code;                                                                                   \
            }                                                                                                          \
        }                                                                                                              \
    }
DEFINE_FILL(fill_1, Py_UCS1)
DEFINE_FILL(fill_2, Py_UCS2)
DEFINE_FILL(fill_4, Py_UCS4)
#undef DEFINE_FILL

/* Makes a string of ASCII. */
static inline PyObject *ascii_string(const char *text, Py_ssize_t length) {
    if (UNLIKELY(length < 2)) /* Python has these */
        return length ? PyUnicode_FromOrdinal((unsigned char)*text) : PyUnicode_New(0, 0);
    PyObject *made = PyUnicode_New(length, 127);
    if (LIKELY(made != NULL)) copy((char *)PyUnicode_1BYTE_DATA(made), text, (size_t)length);
    return made;
}

/* Reads a string of which the plain part, if any, ends at `stop`. */
static NOINLINE const char *read_special_string(Job *job, const char *at, const char *stop, PyObject **made) {
    Py_ssize_t count;
    Py_UCS4 bits;
    const char *after = measure(job->state, at, stop, job->limit, &count, &bits);
    if (after == NULL) return NULL;
    PyObject *text;
    if (count == 1) {
        Py_UCS4 code = 0;
        (void)read_special(at, &code);
        text = PyUnicode_FromOrdinal((int)code); /* Python has those of one byte */
    } else {
        /* The limits are powers of two, so the bits of all characters together say how wide the widest is. */
        text = PyUnicode_New(count, bits < 128 ? 127 : bits < 256 ? 255 : bits < 0x10000 ? 0xFFFF : 0x10FFFF);
        if (text == NULL) return NULL;
        switch (PyUnicode_KIND(text)) {
        case PyUnicode_1BYTE_KIND: fill_1(job->state, PyUnicode_1BYTE_DATA(text), at, job->limit); break;
        case PyUnicode_2BYTE_KIND: fill_2(job->state, PyUnicode_2BYTE_DATA(text), at, job->limit); break;
        default: fill_4(job->state, PyUnicode_4BYTE_DATA(text), at, job->limit);
        }
    }
    *made = text;
    return text == NULL ? NULL : after;
}

/* Reads a string from behind its first quote. */
static inline const char *read_string(Job *job, const char *at, PyObject **made) {
    const char *stop = plain_end(job->state, at, job->limit);
    if (LIKELY(*stop == '"')) {
        *made = ascii_string(at, stop - at);
        return LIKELY(*made != NULL) ? stop + 1 : NULL;
    }
    return read_special_string(job, at, stop, made);
}

/* Reads a string of a member. The ids of a stream come again and again: the last one is taken once more if it is the same,
   which saves making it, and memory where events are kept. */
static inline const char *read_shared_string(Job *job, const char *at, Slot *slot, PyObject **made) {
    PyObject *last = slot->last;
    if (last != NULL) {
        Py_ssize_t length = PyUnicode_GET_LENGTH(last);
        if (job->limit - at > length && at[length] == '"' &&
            same(at, (const char *)PyUnicode_1BYTE_DATA(last), length)) {
            slot->misses = 0;
            *made = Py_NewRef(last);
            return at + length + 1;
        }
    }
    const char *stop = plain_end(job->state, at, job->limit);
    if (UNLIKELY(*stop != '"'))
        return read_special_string(job, at, stop, made); /* never shared: its text is not what it was read from */
    *made = ascii_string(at, stop - at);
    if (UNLIKELY(*made == NULL)) return NULL;
    /* Where nothing ever repeats, as in a delta, it is not worth keeping; after a while that is tried again. */
    if (slot->misses++ < 16 && stop - at <= LONGEST_SHARED) Py_XSETREF(slot->last, Py_NewRef(*made));
    return stop + 1;
}

/* Passes a string from behind its first quote. */
static const char *skip_string(Job *job, const char *at) {
    const char *stop = plain_end(job->state, at, job->limit);
    if (LIKELY(*stop == '"')) return stop + 1;
    Py_ssize_t count;
    Py_UCS4 bits;
    return measure(job->state, at, stop, job->limit, &count, &bits);
}

/* Returns a name of ASCII that no class declares, from behind its first quote; they are few, so they are kept. */
static PyObject *name_of(State *state, const char *text, Py_ssize_t length) {
    if (length > LONGEST_SHARED) return ascii_string(text, length);
    PyObject **place = &state->names[hash_of(text, length) & (MOST_NAMES - 1)];
    PyObject *name = *place;
    if (name != NULL && PyUnicode_GET_LENGTH(name) == length &&
        same(text, (const char *)PyUnicode_1BYTE_DATA(name), length)) {
        return Py_NewRef(name);
    }
    name = ascii_string(text, length);
    if (name != NULL) Py_XSETREF(*place, Py_NewRef(name));
    return name;
}

/* ---- Numbers and words ---- */

static inline bool is_digit(char c) { return (unsigned char)(c - '0') < 10; }

/* Passes digits, of which there has to be one; NULL if there is none. */
static inline const char *skip_digits(const char *at) {
    if (!is_digit(*at)) return NULL;
    while (is_digit(*at)) at++;
    return at;
}

/* Passes a number, of any size. */
static const char *skip_number(const char *at) {
    at += *at == '-';
    at = *at == '0' ? at + 1 : skip_digits(at);
    if (at != NULL && *at == '.') at = skip_digits(at + 1);
    if (at != NULL && (*at == 'e' || *at == 'E')) {
        at++;
        at = skip_digits(at + (*at == '+' || *at == '-'));
    }
    return at != NULL && is_digit(*at) ? NULL : at; /* as 01 */
}

/* Reads a number with a fraction or an exponent. */
static NOINLINE const char *read_float(const char *at, PyObject **made) {
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *after = skip_number(at), *stop = at;
    if (after == NULL) return NULL;
    uint64_t digits = 0;
    int count = 0, exponent = 0;
    bool negative = *at == '-';
    for (stop += negative; is_digit(*stop) || *stop == '.'; stop++) {
        if (*stop == '.') {
            exponent = count + 1; /* how many digits came before it, and that it was there */
        } else if (count < 19) {
            digits = digits * 10 + (unsigned)(*stop - '0');
            count++;
        } else {
            count = 100;
        }
    }
    exponent = exponent ? exponent - 1 - count : 0;
    double value;
    bool exact = count <= 19 && digits <= (uint64_t)1 << 53 && FLT_EVAL_METHOD == 0;
    if (exact && stop != after) {
        int power = 0;
        stop++;
        bool down = *stop == '-';
        for (stop += *stop == '-' || *stop == '+'; is_digit(*stop) && power < 1000; stop++)
            power = power * 10 + (*stop - '0');
        exponent += down ? -power : power;
    }
    if (exact && exponent >= -22 && exponent <= 22) {
        /* Both are exact, so the one operation rounds right. */
        value = exponent < 0 ? (double)digits / powers[-exponent] : (double)digits * powers[exponent];
        value = negative ? -value : value;
    } else {
        char *end;
        value = PyOS_string_to_double(at, &end, NULL);
        if (end != after || !isfinite(value)) return NULL;
    }
    *made = PyFloat_FromDouble(value);
    return *made == NULL ? NULL : after;
}

/* Reads a number: an integer of 64 bits at most, or any other where that is allowed. */
static inline const char *read_number(const char *at, bool is_float_allowed, PyObject **made) {
    const char *stop = at + (*at == '-'), *first = stop;
    uint64_t value = 0;
    while (is_digit(*stop)) {
        value = value * 10 + (unsigned)(*stop - '0');
        stop++;
    }
    if (UNLIKELY(stop == first || (*first == '0' && stop - first > 1))) return NULL;
    if (*stop == '.' || *stop == 'e' || *stop == 'E') return is_float_allowed ? read_float(at, made) : NULL;
    if (UNLIKELY(stop - first > 18 && (stop - first > 19 || (*at == '-' && value > (uint64_t)1 << 63)))) return NULL;
    if (*at != '-') *made = value <= LONG_MAX ? PyLong_FromLong((long)value) : PyLong_FromUnsignedLongLong(value);
    else *made = PyLong_FromLongLong((int64_t)(0 - value));
    return *made == NULL ? NULL : stop;
}

/* Reads true, false or null. */
static const char *read_word(const char *at, PyObject **made) {
    if (load32(at) == load32("true")) { /* at least four bytes are there: the word's first and three more, or the end */
        *made = Py_NewRef(Py_True);
        return at + 4;
    }
    if (load32(at) == load32("null")) {
        *made = Py_NewRef(Py_None);
        return at + 4;
    }
    if (load32(at) == load32("fals") && at[4] == 'e') {
        *made = Py_NewRef(Py_False);
        return at + 5;
    }
    return NULL;
}

/* ---- JSON without a class ---- */

/* Puts a value on the stack, which owns it then; false if there is no memory. */
static inline bool push(Job *job, PyObject *value) {
    if (UNLIKELY(job->used == job->room)) {
        Py_ssize_t room = job->room * 4;
        PyObject **stack = PyMem_Malloc((size_t)room * sizeof(PyObject *));
        if (stack == NULL) {
            Py_DECREF(value);
            PyErr_NoMemory();
            return false;
        }
        memcpy(stack, job->stack, (size_t)job->used * sizeof(PyObject *));
        if (job->stack != job->near) PyMem_Free(job->stack);
        job->stack = stack;
        job->room = room;
    }
    job->stack[job->used++] = value;
    return true;
}

/* Drops what was put on the stack since it was that high. */
static void drop(Job *job, Py_ssize_t base) {
    while (job->used > base) {
        PyObject *value = job->stack[--job->used];
        Py_DECREF(value);
    }
}

static const char *read_map(Job *job, const char *at, Place *place, PyObject **made);
static const char *read_array(Job *job, const char *at, Place *item, PyObject **made);
static const char *read_value(Job *job, const char *at, Place *place, PyObject **made);

/* Reads any value. */
static const char *read_any(Job *job, const char *at, PyObject **made) {
    switch (*at) {
    case '"': return read_string(job, at + 1, made);
    case '{': return read_map(job, at + 1, NULL, made);
    case '[': return read_array(job, at + 1, NULL, made);
    case 't':
    case 'f':
    case 'n': return job->limit - at < 5 ? NULL : read_word(at, made);
    default: return read_number(at, true, made);
    }
}

/* Reads a name, from its quote, to the value that it is of. */
static inline const char *read_name(Job *job, const char *at, PyObject **name) {
    if (*at != '"') return NULL;
    at++;
    const char *stop = plain_end(job->state, at, job->limit);
    if (LIKELY(*stop == '"')) {
        *name = name_of(job->state, at, stop - at);
        at = stop + 1;
    } else {
        at = read_special_string(job, at, stop, name);
        if (at == NULL) return NULL;
    }
    if (*name == NULL) return NULL;
    at = pass_colon(job, at);
    if (UNLIKELY(at == NULL)) Py_DECREF(*name);
    return at;
}

/* Reads an object without a class, from behind its brace; its values are what a place may hold, or anything. */
static const char *read_map(Job *job, const char *at, Place *place, PyObject **made) {
    if (++job->depth > DEEPEST) return NULL;
    PyObject *dict = PyDict_New();
    if (dict == NULL) return NULL;
    at = pass_blanks(job, at);
    for (bool more = *at != '}'; more;) {
        PyObject *name, *value;
        at = read_name(job, at, &name);
        if (at == NULL) goto refuse;
        at = place == NULL ? read_any(job, at, &value) : read_value(job, at, place, &value);
        if (at == NULL) {
            Py_DECREF(name);
            goto refuse;
        }
        int failed = PyDict_SetItem(dict, name, value);
        Py_DECREF(name);
        Py_DECREF(value);
        if (failed) goto refuse;
        at = pass_blanks(job, at);
        more = *at == ',';
        if (more) at = pass_blanks(job, at + 1);
        else if (*at != '}') goto refuse;
    }
    job->depth--;
    job->loose = true;
    *made = dict;
    return at + 1;

refuse:
    Py_DECREF(dict);
    return NULL;
}

/* Reads an array, from behind its bracket: a tuple of what a place may hold, or a list of anything. */
static const char *read_array(Job *job, const char *at, Place *item, PyObject **made) {
    Py_ssize_t base = job->used;
    bool loose = job->loose;
    if (++job->depth > DEEPEST) return NULL;
    job->loose = item == NULL;
    at = pass_blanks(job, at);
    for (bool more = *at != ']'; more;) {
        PyObject *value;
        at = item == NULL ? read_any(job, at, &value) : read_value(job, at, item, &value);
        if (at == NULL || !push(job, value)) goto refuse;
        at = pass_blanks(job, at);
        more = *at == ',';
        if (more) at = pass_blanks(job, at + 1);
        else if (*at != ']') goto refuse;
    }
    Py_ssize_t count = job->used - base;
    PyObject *array = item == NULL ? PyList_New(count) : PyTuple_New(count);
    if (array == NULL) goto refuse;
    if (count) {
        PyObject **items = item == NULL ? ((PyListObject *)array)->ob_item : &PyTuple_GET_ITEM(array, 0);
        memcpy(items, job->stack + base, (size_t)count * sizeof(PyObject *));
        /* The collector would find out by itself only where the elements are strings and numbers. */
        if (!job->loose && PyObject_GC_IsTracked(array)) PyObject_GC_UnTrack(array);
    }
    job->used = base;
    job->depth--;
    job->loose |= loose;
    *made = array;
    return at + 1;

refuse:
    drop(job, base);
    return NULL;
}

/* ---- Syntax alone ---- */

static const char *skip_value(Job *job, const char *at);

/* Passes a name, from its quote, to the value that it is of. Gives the text of the name; that of one with an escape, or
   beyond ASCII, may be any other. */
static inline const char *skip_name(Job *job, const char *at, const char **name, Py_ssize_t *length) {
    if (*at != '"') return NULL;
    *name = at + 1;
    const char *stop = plain_end(job->state, at + 1, job->limit);
    *length = stop - *name;
    if (UNLIKELY(*stop != '"')) {
        *length = -1;
        stop = skip_string(job, at + 1);
        return stop == NULL ? NULL : pass_colon(job, stop);
    }
    return pass_colon(job, stop + 1);
}

/* Passes the members of an object, or the elements of an array, from behind the bracket that opens it. */
static const char *skip_inside(Job *job, const char *at, char close) {
    if (++job->depth > DEEPEST) return NULL;
    at = pass_blanks(job, at);
    for (bool more = *at != close; more;) {
        if (close == '}') {
            const char *name;
            Py_ssize_t length;
            at = skip_name(job, at, &name, &length);
            if (at == NULL) return NULL;
        }
        at = skip_value(job, at);
        if (at == NULL) return NULL;
        at = pass_blanks(job, at);
        more = *at == ',';
        if (more) at = pass_blanks(job, at + 1);
        else if (*at != close) return NULL;
    }
    job->depth--;
    return at + 1;
}

/* Passes a value, and sees to its syntax. */
static const char *skip_value(Job *job, const char *at) {
    switch (*at) {
    case '"': return skip_string(job, at + 1);
    case '{': return skip_inside(job, at + 1, '}');
    case '[': return skip_inside(job, at + 1, ']');
    case 't': return job->limit - at > 4 && load32(at) == load32("true") ? at + 4 : NULL;
    case 'n': return job->limit - at > 4 && load32(at) == load32("null") ? at + 4 : NULL;
    case 'f': return job->limit - at > 5 && load32(at) == load32("fals") && at[4] == 'e' ? at + 5 : NULL;
    default: return skip_number(at);
    }
}

/* Looks for a member of an object, from behind its brace; gives where its value begins, or NULL for it if it is not there.
   It is the first of that name; who takes another one for it is up to the caller. */
static bool find_member(Job *job, const char *at, const char *name, Py_ssize_t length, const char **found) {
    *found = NULL;
    at = pass_blanks(job, at);
    if (*at == '}') return true;
    for (;;) {
        const char *seen;
        Py_ssize_t seen_length;
        at = skip_name(job, at, &seen, &seen_length);
        if (at == NULL || seen_length < 0) return false;
        if (seen_length == length && same(seen, name, length)) {
            *found = at;
            return true;
        }
        at = skip_value(job, at);
        if (at == NULL) return false;
        at = pass_blanks(job, at);
        if (*at == '}') return true;
        if (*at != ',') return false;
        at = pass_blanks(job, at + 1);
    }
}

/* ---- Objects of classes ---- */

/* Makes an empty object that the collector does not see yet. */
static inline PyObject *new_object(PyTypeObject *cls) {
    PyObject *object = PyObject_GC_New(PyObject, cls);
    if (LIKELY(object != NULL))
        memset((char *)object + sizeof(PyObject), 0, (size_t)cls->tp_basicsize - sizeof(PyObject));
    return object;
}

/* Has a shape filled when it is first needed; false if the class is one that is left to Python, or that failed. */
static NOINLINE bool fill_shape(Shape *shape) {
    if (shape->status == UNFILLED && shape->fill != NULL) {
        PyObject *fill = Py_NewRef(shape->fill), *done = PyObject_CallOneArg(fill, (PyObject *)shape);
        Py_DECREF(fill);
        if (done == NULL) return false;
        Py_DECREF(done);
        if (shape->status == UNFILLED) shape->status = REFUSED;
    }
    return shape->status != REFUSED && shape->status != UNFILLED;
}

/* Tells whether a shape is one of a class with members, and ready. */
static inline bool is_served(Shape *shape) {
    return LIKELY(shape->status == SERVED) ||
           (shape->status == UNFILLED && fill_shape(shape) && shape->status == SERVED);
}

/* Returns the shared record of some nulls. */
static PyObject *record_of(Shape *shape, uint64_t nulls) {
    if (nulls == shape->last_nulls && shape->last_record != NULL) return Py_NewRef(shape->last_record);
    PyObject *mask = PyLong_FromUnsignedLongLong(nulls);
    if (mask == NULL) return NULL;
    PyObject *record = PyDict_GetItemWithError(shape->known, mask);
    if (record != NULL) Py_INCREF(record);
    else if (!PyErr_Occurred()) record = PyObject_GetItem(shape->records, mask);
    Py_DECREF(mask);
    if (record != NULL && !Py_IS_TYPE(record, shape->state->rest_type)) Py_CLEAR(record);
    if (record != NULL) {
        shape->last_nulls = nulls;
        Py_XSETREF(shape->last_record, Py_NewRef(record));
    }
    return record;
}

/* Makes the record of an object with members that its class does not declare; takes their dict. */
static PyObject *rest_of(Shape *shape, uint64_t nulls, PyObject *extra) {
    State *state = shape->state;
    PyObject *kept = Py_NewRef(state->no_nulls);
    if (nulls) {
        PyObject *record = record_of(shape, nulls);
        Py_SETREF(kept, record == NULL ? NULL : Py_XNewRef(SLOT(record, state->nulls_offset)));
        Py_XDECREF(record);
    }
    PyObject *rest = kept == NULL ? NULL : new_object(state->rest_type);
    if (rest == NULL) {
        Py_XDECREF(kept);
        Py_DECREF(extra);
        return NULL;
    }
    SLOT(rest, state->extra_offset) = extra;
    SLOT(rest, state->nulls_offset) = kept;
    PyObject_GC_Track(rest);
    return rest;
}

/* Finds which member of a class has a name, beginning after that of another one; -1 if none has. */
static int find_slot(const Shape *shape, int previous, const char *name, Py_ssize_t length) {
    for (int i = 1; i <= shape->count; i++) {
        int index = previous + i;
        index -= index >= shape->count ? shape->count : 0;
        index -= index >= shape->count ? shape->count : 0; /* `previous` may be one more than there are */
        const Slot *slot = &shape->slots[index];
        if (slot->length == length && same(name, slot->name, length)) return index;
    }
    return -1;
}

/* Reads a member that a class does not declare, from the text of its name on. */
static NOINLINE const char *read_extra(Job *job, const char *name, Py_ssize_t length, const char *at,
                                       PyObject **extra) {
    if (*extra == NULL) {
        *extra = PyDict_New();
        if (*extra == NULL) return NULL;
    }
    PyObject *value, *key = name_of(job->state, name, length);
    if (key == NULL) return NULL;
    at = read_any(job, at, &value);
    if (at != NULL) {
        if (PyDict_SetItem(*extra, key, value)) at = NULL;
        Py_DECREF(value);
    }
    Py_DECREF(key);
    return at;
}

/* Passes one of certain strings, from behind its quote; tells which one, without a reference. */
static inline const char *pass_literal(Job *job, const char *at, const Place *place, PyObject **found) {
    for (int i = 0; i < place->literal_count; i++) {
        PyObject *text = place->literals[i];
        Py_ssize_t length = PyUnicode_GET_LENGTH(text);
        if (job->limit - at > length && at[length] == '"' &&
            same(at, (const char *)PyUnicode_1BYTE_DATA(text), length)) {
            *found = text;
            return at + length + 1;
        }
    }
    return NULL;
}

/* Reads one of certain strings, from behind its quote. */
static inline const char *read_literal(Job *job, const char *at, const Place *place, PyObject **made) {
    at = pass_literal(job, at, place, made);
    if (at != NULL) Py_INCREF(*made);
    return at;
}

/* Reads an object of a class, from behind its brace, or from behind its tag if that came first. */
static const char *read_object(Job *job, const char *at, Shape *shape, PyObject *tag, PyObject **made) {
    if (++job->depth > DEEPEST || !is_served(shape)) return NULL;
    PyObject *object = new_object(shape->cls), *extra = NULL;
    if (UNLIKELY(object == NULL)) return NULL;
    bool loose = job->loose; /* what came before it is not in it */
    job->loose = false;
    uint64_t present = 0, nulls = 0;
    int previous = shape->count;
    if (tag != NULL) {
        previous = shape->type_index;
        SLOT(object, shape->slots[previous].offset) = Py_NewRef(tag);
        present = (uint64_t)1 << previous;
        at = pass_blanks(job, at);
    } else {
        at = pass_blanks(job, at);
        if (*at == '}') goto whole;
        goto name;
    }
    while (*at == ',') {
        at = pass_blanks(job, at + 1);
name:
        if (UNLIKELY(*at != '"')) goto refuse;
        at++;
        /* Members come in the same order as the last time. */
        int index = shape->follows[previous];
        Slot *slot = &shape->slots[index];
        if (LIKELY(job->limit - at > slot->length && at[slot->length] == '"' && same(at, slot->name, slot->length))) {
            at += slot->length + 1;
        } else {
            const char *name = at;
            at = plain_end(job->state, at, job->limit);
            if (*at != '"') goto refuse; /* a name with an escape could be any */
            Py_ssize_t length = at - name;
            at++;
            index = find_slot(shape, previous, name, length);
            if (index < 0) {
                at = pass_colon(job, at);
                if (at != NULL) at = read_extra(job, name, length, at, &extra);
                if (at == NULL) goto refuse;
                at = pass_blanks(job, at);
                continue;
            }
            shape->follows[previous] = (uint8_t)index;
            slot = &shape->slots[index];
        }
        previous = index;
        at = pass_colon(job, at);
        if (UNLIKELY(at == NULL)) goto refuse;
        PyObject *value;
        Place *place = slot->place;
        if (LIKELY(*at == '"' && (place->allowed & STRING))) {
            at = read_shared_string(job, at + 1, slot, &value);
        } else if (*at == 'n') {
            /* Of a required member null is a value, or it is wrong; of others it is a matter of presence. */
            bool is_right = slot->bit != 0 || place->allowed & NULLED;
            if (!is_right || job->limit - at < 5 || load32(at) != load32("null")) goto refuse;
            at += 4;
            value = Py_NewRef(Py_None);
            nulls |= slot->bit;
        } else {
            at = read_value(job, at, place, &value);
        }
        if (UNLIKELY(at == NULL)) goto refuse;
        if (UNLIKELY(present >> index & 1)) {
            /* It came before. The last one counts, but a tag has decided about the class. */
            if (value != Py_None) nulls &= ~slot->bit;
            if (index == shape->type_index) {
                Py_DECREF(value);
                goto refuse;
            }
            Py_SETREF(SLOT(object, slot->offset), value);
        } else {
            SLOT(object, slot->offset) = value;
            present |= (uint64_t)1 << index;
        }
        at = pass_blanks(job, at);
    }
    if (UNLIKELY(*at != '}')) goto refuse;

whole:
    if (UNLIKELY(shape->required & ~present)) goto refuse;
    for (uint64_t absent = shape->all & ~present; absent; absent &= absent - 1)
        SLOT(object, shape->slots[lowest_bit(absent)].offset) = Py_NewRef(Py_None);
    if (LIKELY(extra == NULL && nulls == 0)) {
        SLOT(object, shape->rest_offset) = Py_NewRef(shape->nothing);
    } else {
        PyObject *rest = extra == NULL ? record_of(shape, nulls) : rest_of(shape, nulls, extra);
        job->loose |= extra != NULL;
        extra = NULL;
        if (rest == NULL) goto refuse;
        SLOT(object, shape->rest_offset) = rest;
    }
    /* An object that holds nothing but atoms, and objects of this kind, can never be a part of a cycle. */
    if (job->loose || !shape->untracks) {
        PyObject_GC_Track(object);
        loose = true;
    }
    job->loose = loose;
    job->depth--;
    *made = object;
    return at + 1;

refuse:
    Py_XDECREF(extra);
    Py_DECREF(object);
    return NULL;
}

#define NO_TAG -1    /* there is no `type` */
#define OTHER_TAG -2 /* it is no string */

/* Reads an object that is kept as it is, from behind its brace. Its tag has decided that, so it has to be the last one. */
static const char *read_raw(Job *job, const char *at, Shape *shape, const char *tag, Py_ssize_t length,
                            PyObject **made) {
    if (shape == NULL || (shape->status != RAW && !(fill_shape(shape) && shape->status == RAW))) return NULL;
    PyObject *dict;
    at = read_map(job, at, NULL, &dict);
    if (at == NULL) return NULL;
    PyObject *last = PyDict_GetItemWithError(dict, job->state->type_name);
    bool is_same;
    if (last == NULL) {
        is_same = length == NO_TAG;
    } else if (!PyUnicode_CheckExact(last)) {
        is_same = length == OTHER_TAG;
    } else {
        is_same = PyUnicode_IS_COMPACT_ASCII(last) && PyUnicode_GET_LENGTH(last) == length &&
                  same(tag, (const char *)PyUnicode_1BYTE_DATA(last), length);
    }
    PyObject *object = is_same && !PyErr_Occurred() ? new_object(shape->cls) : NULL;
    if (object == NULL) {
        Py_DECREF(dict);
        return NULL;
    }
    SLOT(object, shape->rest_offset) = dict;
    PyObject_GC_Track(object);
    *made = object;
    return at;
}

/* Finds the class for a tag. */
static inline Tag *find_tag(Tags *tags, const char *text, Py_ssize_t length) {
    Tag *tag = tags->last;
    if (tag != NULL && tag->length == length && same(text, tag->data, length)) return tag;
    for (uint32_t i = hash_of(text, length);; i++) {
        tag = &tags->table[i & tags->mask];
        if (tag->text == NULL) return NULL;
        if (tag->length == length && same(text, tag->data, length)) {
            tags->last = tag;
            return tag;
        }
    }
}

/* Tells whether the first member of an object is `type`, from behind its brace; gives where its value begins. */
static inline const char *first_type(const Job *job, const char *at) {
    at = pass_blanks(job, at);
    if (LIKELY(job->limit - at > 8 && same(at, "\"type\"", 6))) return pass_colon(job, at + 6);
    return NULL;
}

/* Finds the class of an object by its second tag, from behind its brace; NULL to refuse. */
static Shape *shape_by(Job *job, const char *at, Tags *tags) {
    const char *value;
    const char *name = (const char *)PyUnicode_1BYTE_DATA(tags->role);
    if (!find_member(job, at, name, PyUnicode_GET_LENGTH(tags->role), &value) || value == NULL || *value != '"')
        return NULL;
    const char *stop = plain_end(job->state, value + 1, job->limit);
    Tag *tag = *stop == '"' ? find_tag(tags, value + 1, stop - value - 1) : NULL;
    return tag == NULL ? NULL : tag->shape;
}

/* Reads an object of one of several classes, from behind its brace. */
static const char *read_union(Job *job, const char *at, Place *place, PyObject **made) {
    if (place->alone != NULL) return read_object(job, at, place->alone, NULL, made);
    const char *value = first_type(job, at);
    bool is_first = value != NULL, may_lack = place->untagged != NULL || place->untagged_by != NULL;
    if (!is_first && !find_member(job, at, "type", 4, &value)) return NULL;
    if (value == NULL) {
        if (!may_lack) return read_raw(job, at, place->unknown, NULL, NO_TAG, made);
        Shape *untagged = place->untagged != NULL ? place->untagged : shape_by(job, at, place->untagged_by);
        return untagged == NULL ? NULL : read_object(job, at, untagged, NULL, made);
    }
    if (*value != '"') /* null stands for none, but then no class may take that */
        return may_lack ? NULL : read_raw(job, at, place->unknown, NULL, OTHER_TAG, made);
    value++;
    const char *stop = plain_end(job->state, value, job->limit);
    if (*stop != '"') return NULL;
    Tag *tag = place->tags == NULL ? NULL : find_tag(place->tags, value, stop - value);
    if (tag == NULL) return read_raw(job, at, place->unknown, value, stop - value, made);
    Shape *shape = tag->by_role == NULL ? tag->shape : shape_by(job, at, tag->by_role);
    if (shape == NULL) return NULL;
    if (is_first && is_served(shape) && shape->type_index >= 0)
        return read_object(job, stop + 1, shape, tag->text, made);
    return PyErr_Occurred() ? NULL : read_object(job, at, shape, NULL, made);
}

/* Reads what may stand at a place. */
static const char *read_value(Job *job, const char *at, Place *place, PyObject **made) {
    unsigned allowed = place->allowed;
    if (UNLIKELY(allowed & ANYTHING)) return read_any(job, at, made);
    switch (*at) {
    case '"':
        if (allowed & STRING) return read_string(job, at + 1, made);
        return allowed & LITERAL ? read_literal(job, at + 1, place, made) : NULL;
    case '{':
        if (allowed & MAP) return read_map(job, at + 1, place->value, made);
        return allowed & OBJECT ? read_union(job, at + 1, place, made) : NULL;
    case '[': return allowed & ARRAY ? read_array(job, at + 1, place->item, made) : NULL;
    case 't':
    case 'f': return allowed & BOOLEAN && job->limit - at > 4 ? read_word(at, made) : NULL;
    case 'n': return allowed & NULLED && job->limit - at > 4 ? read_word(at, made) : NULL;
    default: return allowed & INTEGER ? read_number(at, allowed & NUMBER, made) : NULL;
    }
}

/* ---- Lanes ---- */

/* A callable that reads a text, or writes an object, or has that done by Python. */
typedef struct Lane {
    PyObject_HEAD
    vectorcallfunc call;
    PyObject *(*work)(struct Lane *lane, PyObject *argument); /* NULL without an exception if it refuses */
    const char *argument;                                     /* its name */
    State *state;
    PyObject *missed;   /* does what is refused here */
    Place *place;       /* what is read, */
    PyObject *names;    /* the types that are wanted of it, or NULL for all, */
    bool others;        /* or whether all but these are wanted */
    PyObject *shapes;   /* what is written: shapes by class, */
    PyObject *shape_of; /* and what makes one for a class that is not there yet; None if it is left to Python, */
    Shape *recent[MOST_RECENT]; /* and some of them, by where their class lies in memory */
} Lane;

/* Tells whether a NULL is a refusal; one for want of stack is, too. */
static bool is_refused(void) {
    if (PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_RecursionError)) PyErr_Clear();
    return !PyErr_Occurred();
}

/* lane(argument): works. */
static PyObject *lane_call(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *names) {
    Lane *lane = (Lane *)self;
    Py_ssize_t count = PyVectorcall_NARGS(nargsf), named = names == NULL ? 0 : PyTuple_GET_SIZE(names);
    if (UNLIKELY(count + named != 1 ||
                 (named && PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(names, 0), lane->argument)))) {
        PyErr_Format(PyExc_TypeError, "there is one argument, %s", lane->argument);
        return NULL;
    }
    PyObject *made = lane->work(lane, args[0]);
    if (LIKELY(made != NULL)) return made;
    return is_refused() ? PyObject_CallOneArg(lane->missed, args[0]) : NULL;
}

/* lane.attempt(argument): works, or returns NotImplemented for what is left to Python. */
static PyObject *lane_attempt(Lane *lane, PyObject *argument) {
    PyObject *made = lane->work(lane, argument);
    return made == NULL && is_refused() ? Py_NewRef(Py_NotImplemented) : made;
}

/* ---- Reading ---- */

/* A text to be read, and what keeps it alive. */
typedef struct {
    const char *begin;
    const char *end;
    PyObject *owner;
} Text;

/* Gets at the text in something that holds JSON; false if there is none. */
static bool open_text(PyObject *data, Text *text) {
    PyObject *owner;
    if (LIKELY(PyBytes_Check(data))) {
        owner = Py_NewRef(data);
    } else if (PyUnicode_Check(data)) {
#if PY_VERSION_HEX < 0x030C0000
        if (PyUnicode_READY(data)) return false;
#endif
        if (PyUnicode_IS_ASCII(data)) {
            text->owner = Py_NewRef(data);
            text->begin = (const char *)PyUnicode_DATA(data);
            text->end = text->begin + PyUnicode_GET_LENGTH(data);
            return true;
        }
        owner = PyUnicode_AsUTF8String(data); /* the other way to get UTF-8 leaves it in the caller's string for good */
    } else if (PyObject_CheckBuffer(data)) {
        owner = PyBytes_FromObject(data);
    } else {
        return false;
    }
    if (owner == NULL) {
        /* What is wrong with it is told by Python, and without the text that this exception has. */
        if (!PyErr_ExceptionMatches(PyExc_MemoryError) && PyErr_ExceptionMatches(PyExc_Exception)) PyErr_Clear();
        return false;
    }
    text->owner = owner;
    text->begin = PyBytes_AS_STRING(owner);
    text->end = text->begin + PyBytes_GET_SIZE(owner);
    return true;
}

/* Passes a whole object of which the type is not wanted, from behind its brace. */
static const char *skip_unwanted(Job *job, const char *at, const char *tag, Py_ssize_t length) {
    at = pass_blanks(job, at);
    for (bool more = *at != '}'; more;) {
        const char *name, *value;
        Py_ssize_t name_length;
        value = skip_name(job, at, &name, &name_length);
        if (value == NULL || name_length < 0) return NULL;
        at = skip_value(job, value);
        if (at == NULL) return NULL;
        /* The last `type` counts, so there must be no other one. */
        if (name_length == 4 && same(name, "type", 4) &&
            (tag == NULL || at - value != length + 2 || !same(value + 1, tag, length))) {
            return NULL;
        }
        at = pass_blanks(job, at);
        more = *at == ',';
        if (more) at = pass_blanks(job, at + 1);
        else if (*at != '}') return NULL;
    }
    return at + 1;
}

/* Tells whether an object is of a type that is wanted, from behind its brace: 1 or 0, or -1 to refuse. If not, passes it. */
static int is_wanted(Job *job, Lane *lane, const char **at) {
    const char *value = first_type(job, *at), *stop = NULL;
    int found = 0;
    if (value == NULL && !find_member(job, *at, "type", 4, &value)) return -1;
    if (value != NULL) {
        if (*value++ != '"') return -1;
        stop = plain_end(job->state, value, job->limit);
        PyObject *name = *stop == '"' ? name_of(job->state, value, stop - value) : NULL;
        if (name == NULL) return -1;
        found = PySet_Contains(lane->names, name);
        Py_DECREF(name);
        if (found < 0) return -1;
    }
    if ((found == 1) != lane->others) return 1;
    *at = skip_unwanted(job, *at, value, value == NULL ? 0 : stop - value);
    return *at == NULL ? -1 : 0;
}

/* Begins with a text. */
static inline void begin_job(Job *job, State *state, const char *end, const char *limit) {
    job->state = state;
    job->end = end;
    job->limit = limit;
    job->depth = 0;
    job->loose = false;
    job->stack = job->near;
    job->used = 0;
    job->room = sizeof(job->near) / sizeof(job->near[0]);
}

/* Ends that. */
static inline void end_job(Job *job) {
    if (job->stack != job->near) PyMem_Free(job->stack);
}

/* Reads one text; None for one that is not wanted. */
static PyObject *read_text(Lane *lane, const char *at, const char *end, const char *limit) {
    Job job;
    begin_job(&job, lane->state, end, limit);
    PyObject *made = NULL;
    at = pass_blanks(&job, at);
    if (UNLIKELY(lane->names != NULL)) {
        const char *inside = at + 1;
        int wanted = *at == '{' ? is_wanted(&job, lane, &inside) : -1;
        if (wanted <= 0) return wanted == 0 && pass_blanks(&job, inside) == end ? Py_NewRef(Py_None) : NULL;
    }
    at = LIKELY(*at == '{' && (lane->place->allowed & OBJECT)) ? read_union(&job, at + 1, lane->place, &made)
                                                               : read_value(&job, at, lane->place, &made);
    end_job(&job);
    if (UNLIKELY(at == NULL)) return NULL;
    if (UNLIKELY(at != end) && pass_blanks(&job, at) != end) {
        Py_DECREF(made);
        return NULL;
    }
    return made;
}

/* Reads what holds a text; NULL without an exception if that is refused. */
static PyObject *read_data(Lane *lane, PyObject *data) {
    Text text;
    if (!open_text(data, &text)) return NULL;
    PyObject *made = read_text(lane, text.begin, text.end, text.end + 1);
    Py_DECREF(text.owner);
    return made;
}

/* lane.lines(data, missed): decodes line by line. A line that is refused goes to `missed(line, number)`, whose outcome is
   taken, None for nothing. Returns NotImplemented if there is no text in the data. */
static PyObject *lane_lines(Lane *lane, PyObject *const *args, Py_ssize_t count) {
    Text text;
    if (count != 2 || lane->place == NULL) {
        PyErr_SetString(PyExc_TypeError, "lines() takes two arguments, and reads");
        return NULL;
    }
    if (!open_text(args[0], &text)) return is_refused() ? Py_NewRef(Py_NotImplemented) : NULL;
    PyObject *made = PyList_New(0);
    const char *at = text.begin, *turn = at;
    for (Py_ssize_t number = 1; made != NULL && at < text.end; number++) {
        const char *end = memchr(at, '\n', (size_t)(text.end - at)), *begin = at;
        end = end == NULL ? text.end : end;
        while (begin < end && (*begin == ' ' || *begin == '\t' || *begin == '\r')) begin++;
        if (begin < end) {
            PyObject *value = read_text(lane, begin, end, text.end + 1);
            if (value == NULL && is_refused())
                value = PyObject_CallFunction(args[1], "y#n", at, (Py_ssize_t)(end - at), number);
            if (value == NULL || (value != Py_None && PyList_Append(made, value))) Py_CLEAR(made);
            Py_XDECREF(value);
        }
        /* A log may take seconds: others get their turn, and an interrupt is heard. Not more often than they ask for it,
           which they do after five milliseconds of waiting: to let go of the lock begins these anew. */
        if (made != NULL && end - turn > (1 << 22)) {
            turn = end;
            Py_BEGIN_ALLOW_THREADS
            Py_END_ALLOW_THREADS
            if (PyErr_CheckSignals()) Py_CLEAR(made);
        }
        at = end + 1;
    }
    Py_DECREF(text.owner);
    return made;
}

/* ---- Writing ---- */

/* One text that is written. */
typedef struct {
    Lane *lane;
    char *begin;
    size_t used;
    size_t room;
    int depth;
} Page;

/* Makes room for some bytes more; false if there is no memory. */
static NOINLINE bool grow(Page *page, size_t more) {
    size_t room = page->room * 2 > page->used + more ? page->room * 2 : page->used + more;
    char *begin = PyMem_Realloc(page->begin, room);
    if (begin == NULL) {
        PyErr_NoMemory();
        return false;
    }
    page->begin = begin;
    page->room = room;
    return true;
}

static inline bool reserve(Page *page, size_t more) {
    return LIKELY(page->room - page->used >= more) || grow(page, more);
}

/* Writes some bytes. */
static inline bool put(Page *page, const char *bytes, size_t count) {
    if (UNLIKELY(!reserve(page, count))) return false;
    copy(page->begin + page->used, bytes, count);
    page->used += count;
    return true;
}

/* Writes a character of ASCII that has to be escaped, or need not be, where there is room for six bytes. */
static char *put_ascii(char *out, unsigned c) {
    static const char digits[] = "0123456789abcdef", letters[] = "btn.fr"; /* of the characters from 8 on */
    if (c >= 32) {
        if (c == '"' || c == '\\') *out++ = '\\';
        *out++ = (char)c;
        return out;
    }
    *out++ = '\\';
    if (c >= 8 && c <= 13 && c != 11) {
        *out++ = letters[c - 8];
        return out;
    }
    memcpy(out, "u00", 3);
    out[3] = digits[c >> 4];
    out[4] = digits[c & 15];
    return out + 5;
}

/* Tells whether a string of ASCII can be written as it is. There is nothing behind its NUL that could be read. */
static inline bool is_plain(State *state, const char *at, Py_ssize_t length) {
    const char *end = at + length;
#ifdef WIDE
    if (length >= 32) return state->scan(at, end + 1) == end;
    if (length >= 16) return !(marks_of_16(at) | marks_of_16(end - 16));
#endif
    (void)state;
    if (length >= 16) return scan_words(at, end + 1) == end;
    if (length >= 8) return !(marks_of(load64(at)) | marks_of(load64(end - 8)));
    return scan_words(at, end + 1) == end;
}

/* Writes a string of ASCII of which something has to be escaped, where there is room for the whole of it. */
static NOINLINE bool put_escaped_string(Page *page, const char *at, const char *end) {
    for (;;) {
        const char *stop = plain_end(page->lane->state, at, end + 1); /* at the NUL behind it, if not before */
        memcpy(page->begin + page->used, at, (size_t)(stop - at));
        page->used += (size_t)(stop - at);
        if (stop == end) break;
        if (UNLIKELY(!reserve(page, (size_t)(end - stop) + 8))) return false;
        page->used = (size_t)(put_ascii(page->begin + page->used, (unsigned char)*stop) - page->begin);
        at = stop + 1;
    }
    page->begin[page->used++] = '"';
    return true;
}

/* Writes a string of ASCII. */
static inline bool put_ascii_string(Page *page, const char *at, Py_ssize_t length) {
    if (UNLIKELY(!reserve(page, (size_t)length + 2))) return false;
    page->begin[page->used++] = '"';
    if (UNLIKELY(!is_plain(page->lane->state, at, length))) return put_escaped_string(page, at, at + length);
    copy(page->begin + page->used, at, (size_t)length);
    page->used += (size_t)length + 1;
    page->begin[page->used - 1] = '"';
    return true;
}

/* Writes a character as UTF-8, where there is room for four bytes. */
static inline char *put_utf8(char *out, Py_UCS4 c) {
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
        *out++ = (char)(0x80 | (c & 63));
    } else if (c < 0x10000) {
        *out++ = (char)(0xE0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 63));
        *out++ = (char)(0x80 | (c & 63));
    } else {
        *out++ = (char)(0xF0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 63));
        *out++ = (char)(0x80 | (c >> 6 & 63));
        *out++ = (char)(0x80 | (c & 63));
    }
    return out;
}

/* Writes a string that has characters beyond ASCII; a lone surrogate is refused. */
static NOINLINE bool put_wide_string(Page *page, PyObject *text) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    if (!put(page, "\"", 1)) return false;
    for (Py_ssize_t begin = 0; begin < length; begin += 1024) {
        Py_ssize_t end = length - begin < 1024 ? length : begin + 1024;
        if (!reserve(page, (size_t)(end - begin) * 6)) return false;
        char *out = page->begin + page->used;
        for (Py_ssize_t i = begin; i < end; i++) {
            Py_UCS4 c = PyUnicode_READ(kind, data, i);
            if (UNLIKELY(c >= 0xD800 && c <= 0xDFFF)) return false;
            out = c < 0x80 ? put_ascii(out, c) : put_utf8(out, c);
        }
        page->used = (size_t)(out - page->begin);
    }
    return put(page, "\"", 1);
}

/* Writes a string. */
static inline bool put_string(Page *page, PyObject *text) {
#if PY_VERSION_HEX < 0x030C0000
    if (UNLIKELY(PyUnicode_READY(text))) return false;
#endif
    if (LIKELY(PyUnicode_IS_COMPACT_ASCII(text)))
        return put_ascii_string(page, (const char *)PyUnicode_1BYTE_DATA(text), PyUnicode_GET_LENGTH(text));
    return put_wide_string(page, text);
}

/* Writes an integer of 64 bits. */
static bool put_integer(Page *page, PyObject *number) {
    int overflow;
    long long value = PyLong_AsLongLongAndOverflow(number, &overflow);
    if (overflow || (value == -1 && PyErr_Occurred())) return false;
    char digits[24], *first = digits + sizeof(digits);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        *--first = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0) *--first = '-';
    return put(page, first, (size_t)(digits + sizeof(digits) - first));
}

/* Writes a float as Python shows it. */
static bool put_float(Page *page, double value) {
    if (!isfinite(value)) return false;
    char *digits = PyOS_double_to_string(value, 'r', 0, Py_DTSF_ADD_DOT_0, NULL);
    if (digits == NULL) return false;
    bool done = put(page, digits, strlen(digits));
    PyMem_Free(digits);
    return done;
}

/* Tells whether a number or a boolean stands where one may, beside objects of a class. */
static inline bool is_number_at(PyTypeObject *type, unsigned allowed) {
    return (type == &PyLong_Type && allowed & (INTEGER | NUMBER)) || (type == &PyFloat_Type && allowed & NUMBER) ||
           (type == &PyBool_Type && allowed & BOOLEAN);
}

static bool put_value(Page *page, PyObject *value, const Place *place);

/* Writes a dict, of which the values are what a place may hold, or plain JSON; `behind` tells that members came before. */
static bool put_members(Page *page, PyObject *dict, const Place *place, bool behind) {
    Py_ssize_t at = 0;
    PyObject *name, *value;
    while (PyDict_Next(dict, &at, &name, &value)) {
        if (!PyUnicode_CheckExact(name) || (behind && !put(page, ",", 1)) || !put_string(page, name) ||
            !put(page, ":", 1) || !put_value(page, value, place)) {
            return false;
        }
        behind = true;
    }
    return true;
}

/* Finds the shape of the class of an object; NULL if there is none, or it failed. */
static Shape *shape_of(Lane *lane, PyTypeObject *cls) {
    Shape **recent = &lane->recent[(uintptr_t)cls >> 6 & (MOST_RECENT - 1)];
    if (LIKELY(*recent != NULL && (*recent)->cls == cls)) return *recent;
    PyObject *shape = PyDict_GetItemWithError(lane->shapes, (PyObject *)cls);
    if (shape == NULL && !PyErr_Occurred()) {
        PyObject *made = PyObject_CallOneArg(lane->shape_of, (PyObject *)cls);
        bool is_shape = made != NULL && Py_IS_TYPE(made, lane->state->shape_type);
        if (is_shape && PyDict_SetItem(lane->shapes, (PyObject *)cls, made) == 0)
            shape = PyDict_GetItemWithError(lane->shapes, (PyObject *)cls);
        Py_XDECREF(made);
    }
    if (shape == NULL || !Py_IS_TYPE(shape, lane->state->shape_type)) return NULL;
    Shape *found = (Shape *)shape; /* the dict keeps it, nothing is ever taken out of it */
    if (found->status != SERVED && found->status != RAW && !fill_shape(found)) return NULL;
    return *recent = found;
}

/* Writes an object of a class. */
static bool put_object(Page *page, PyObject *object) {
    State *state = page->lane->state;
    Shape *shape = shape_of(page->lane, Py_TYPE(object));
    if (UNLIKELY(shape == NULL || ++page->depth > DEEPEST)) return false;
    PyObject *rest = SLOT(object, shape->rest_offset), *nulls = NULL, *extra = NULL;
    if (shape->status == RAW) {
        if (rest == NULL || !PyDict_Check(rest)) return false;
        page->depth--;
        return put_value(page, rest, NULL);
    }
    if (rest != state->nothing) {
        if (rest == NULL || !Py_IS_TYPE(rest, state->rest_type)) return false;
        nulls = SLOT(rest, state->nulls_offset);
        extra = SLOT(rest, state->extra_offset);
        if (nulls == NULL || !PyFrozenSet_CheckExact(nulls) || extra == NULL || !PyDict_Check(extra)) return false;
        nulls = PySet_GET_SIZE(nulls) ? nulls : NULL;
    }
    size_t begin = page->used;
    for (int i = 0; i < shape->count; i++) {
        const Slot *slot = &shape->slots[i];
        PyObject *value = SLOT(object, slot->offset);
        if (value == Py_None) {
            if (slot->bit == 0 && !(slot->place->allowed & NULLED)) return false;
            int is_null = slot->bit == 0 ? 1 : LIKELY(nulls == NULL) ? 0 : PySet_Contains(nulls, slot->key);
            if (is_null < 0 ||
                (is_null && (!put(page, slot->written, (size_t)slot->length + 4) || !put(page, "null", 4)))) {
                return false;
            }
        } else if (UNLIKELY(value == NULL) || !put(page, slot->written, (size_t)slot->length + 4) ||
                   !put_value(page, value, slot->place)) {
            return false;
        }
    }
    if (UNLIKELY(extra != NULL && PyDict_GET_SIZE(extra))) {
        Py_ssize_t at = 0;
        PyObject *name;
        while (PyDict_Next(extra, &at, &name, NULL)) {
            /* One that has the name of a member would count instead of that. */
            if (!PyUnicode_CheckExact(name) || PySet_Contains(shape->names, name)) return false;
        }
        if (!put(page, ",", 1) || !put_members(page, extra, NULL, false)) return false;
    }
    page->depth--;
    if (UNLIKELY(page->used == begin)) return put(page, "{}", 2);
    page->begin[begin] = '{'; /* instead of the comma before the first */
    return put(page, "}", 1);
}

/* Writes the elements of an array. */
static bool put_items(Page *page, PyObject *const *items, Py_ssize_t count, const Place *item) {
    if (++page->depth > DEEPEST || !put(page, "[", 1)) return false;
    for (Py_ssize_t i = 0; i < count; i++)
        if ((i && !put(page, ",", 1)) || !put_value(page, items[i], item)) return false;
    page->depth--;
    return put(page, "]", 1);
}

/* Writes what stands at a place; without one, plain JSON. What the Python lane would not write there is refused, so that it
   can say why: an object of a class among plain values, or anything else where such an object belongs. */
static bool put_value(Page *page, PyObject *value, const Place *place) {
    unsigned allowed = place == NULL ? ANYTHING : place->allowed;
    PyTypeObject *type = Py_TYPE(value);
    if (LIKELY(type == &PyUnicode_Type))
        return (allowed & (OBJECT | STRING)) == OBJECT ? false : put_string(page, value);
    if (type == &PyTuple_Type) {
        const Place *item = place != NULL ? place->item : NULL;
        if (allowed & OBJECT && item == NULL) return false;
        return put_items(page, &PyTuple_GET_ITEM(value, 0), PyTuple_GET_SIZE(value), item);
    }
    if (allowed & OBJECT && LIKELY(!is_number_at(type, allowed))) return put_object(page, value);
    if (value == Py_True) return put(page, "true", 4);
    if (value == Py_False) return put(page, "false", 5);
    if (value == Py_None) return put(page, "null", 4);
    if (type == &PyLong_Type) return put_integer(page, value);
    if (type == &PyFloat_Type) return put_float(page, PyFloat_AS_DOUBLE(value));
    if (type == &PyDict_Type || (PyObject *)type == page->lane->state->dict_type) {
        /* Where a class is met for the first time, Python runs, and another thread can have the dict replaced. */
        Py_INCREF(value);
        bool done = ++page->depth <= DEEPEST && put(page, "{", 1) &&
                    put_members(page, value, place == NULL ? NULL : place->value, false) && put(page, "}", 1);
        Py_DECREF(value);
        page->depth--;
        return done;
    }
    if (type == &PyList_Type || (PyObject *)type == page->lane->state->list_type) {
        if (place != NULL && !(allowed & ANYTHING)) return false;
        return put_items(page, ((PyListObject *)value)->ob_item, PyList_GET_SIZE(value), NULL);
    }
    return false;
}

/* Writes an object as bytes; NULL without an exception if it is refused. */
static PyObject *write_object(Lane *lane, PyObject *object) {
    State *state = lane->state;
    Page page = {lane, state->scratch, 0, state->scratch_room, 0};
    state->scratch = NULL; /* making a shape runs Python, which may write something else */
    if (page.begin == NULL) {
        page.room = 1024;
        page.begin = PyMem_Malloc(page.room);
        if (page.begin == NULL) return PyErr_NoMemory();
    }
    PyObject *made = NULL;
    if (put_object(&page, object) && !PyErr_Occurred())
        made = PyBytes_FromStringAndSize(page.begin, (Py_ssize_t)page.used);
    if (state->scratch == NULL && page.room <= MOST_SCRATCH) {
        state->scratch = page.begin;
        state->scratch_room = page.room;
    } else {
        PyMem_Free(page.begin);
    }
    return made;
}

/* ---- Objects that people hold: what is done with them in Python, in less time ---- */

/* All of this is for classes of the library alone: others may have methods of their own for it. */

/* Finds the shape of an object with members; NULL if there is none, or it failed. */
static Shape *own_shape(Lane *lane, PyObject *object) {
    Shape *shape = shape_of(lane, Py_TYPE(object));
    return LIKELY(shape != NULL && shape->status == SERVED && shape->untracks) ? shape : NULL;
}

/* Compares two values as tuples compare their elements: 1 or 0, or -1 if that failed. */
static int are_equal(Lane *lane, PyObject *one, PyObject *other, int depth) {
    if (one == other) return 1;
    PyTypeObject *type = Py_TYPE(one);
    if (type == Py_TYPE(other) && depth < DEEPEST) {
        if (type == &PyUnicode_Type) return PyUnicode_Compare(one, other) == 0;
        if (type == &PyTuple_Type) {
            Py_ssize_t count = PyTuple_GET_SIZE(one);
            int equal = count == PyTuple_GET_SIZE(other);
            for (Py_ssize_t i = 0; equal == 1 && i < count; i++)
                equal = are_equal(lane, PyTuple_GET_ITEM(one, i), PyTuple_GET_ITEM(other, i), depth + 1);
            return equal;
        }
        bool may_be_ours = PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE) && type != lane->state->rest_type;
        Shape *shape = may_be_ours ? own_shape(lane, one) : NULL;
        if (PyErr_Occurred()) return -1;
        if (shape != NULL) {
            int equal = 1;
            for (int i = -1; equal == 1 && i < shape->count; i++) {
                Py_ssize_t offset = i < 0 ? shape->rest_offset : shape->slots[i].offset;
                PyObject *mine = SLOT(one, offset), *theirs = SLOT(other, offset);
                if (mine == NULL || theirs == NULL) {
                    PyErr_SetString(PyExc_AttributeError, "an object that is not whole");
                    return -1;
                }
                equal = are_equal(lane, mine, theirs, depth + 1);
            }
            return equal;
        }
    }
    Py_INCREF(one); /* a comparison may run Python, and a dict be replaced by a read-only one */
    Py_INCREF(other);
    int equal = PyObject_RichCompareBool(one, other, Py_EQ);
    Py_DECREF(one);
    Py_DECREF(other);
    return equal;
}

/* lane.equal(one, other): compares two objects of one class. */
static PyObject *lane_equal(Lane *lane, PyObject *const *args, Py_ssize_t count) {
    if (count != 2 || lane->shapes == NULL || own_shape(lane, args[0]) == NULL || Py_TYPE(args[0]) != Py_TYPE(args[1]))
        return PyErr_Occurred() ? NULL : Py_NewRef(Py_NotImplemented);
    int equal = are_equal(lane, args[0], args[1], 0);
    return equal < 0 ? NULL : PyBool_FromLong(equal);
}

/* Adds an element to a hash of a tuple; CPython's way, as `set_up` makes sure. */
static inline Py_uhash_t mix(Py_uhash_t hash, Py_hash_t element) {
    hash += (Py_uhash_t)element * 14029467366897019727u;
    hash = hash << 31 | hash >> 33;
    return hash * 11400714785074694791u;
}

#define NO_ELEMENT 2870177450012600261u

/* Ends a hash of a tuple. */
static inline Py_hash_t mixed(Py_uhash_t hash, Py_ssize_t count) {
    hash += (Py_uhash_t)count ^ (NO_ELEMENT ^ 3527539u);
    return hash == (Py_uhash_t)-1 ? 1546275796 : (Py_hash_t)hash;
}

/* Hashes a value as Python hashes its `json_key`; -1 if that failed. */
static Py_hash_t hash_value(Lane *lane, PyObject *value, int depth) {
    PyTypeObject *type = Py_TYPE(value);
    if (type == &PyUnicode_Type || value == Py_None || depth > DEEPEST) return PyObject_Hash(value);
    if (type == &PyTuple_Type) {
        Py_uhash_t hash = NO_ELEMENT;
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(value); i++) {
            Py_hash_t element = hash_value(lane, PyTuple_GET_ITEM(value, i), depth + 1);
            if (element == -1) return -1;
            hash = mix(hash, element);
        }
        return mixed(hash, PyTuple_GET_SIZE(value));
    }
    if (PyDict_Check(value) || PyList_Check(value)) {
        PyObject *key = PyObject_CallOneArg(lane->state->json_key, value);
        Py_hash_t hash = key == NULL ? -1 : PyObject_Hash(key);
        Py_XDECREF(key);
        return hash;
    }
    if (type == lane->state->rest_type) {
        PyObject *nulls = SLOT(value, lane->state->nulls_offset), *extra = SLOT(value, lane->state->extra_offset);
        if (nulls == NULL || extra == NULL || !PyDict_Check(extra)) return PyObject_Hash(value);
        Py_hash_t one = PyObject_Hash(nulls);
        Py_hash_t other = PyDict_GET_SIZE(extra) ? hash_value(lane, extra, depth + 1) : lane->state->empty_hash;
        return one == -1 || other == -1 ? -1 : mixed(mix(mix(NO_ELEMENT, one), other), 2);
    }
    Shape *shape = PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE) ? own_shape(lane, value) : NULL;
    if (PyErr_Occurred()) return -1;
    if (shape == NULL) return PyObject_Hash(value);
    Py_uhash_t hash = NO_ELEMENT;
    for (int i = -1; i < shape->count; i++) {
        PyObject *element = SLOT(value, i < 0 ? shape->rest_offset : shape->slots[i].offset);
        if (element == NULL) {
            PyErr_SetString(PyExc_AttributeError, "an object that is not whole");
            return -1;
        }
        Py_hash_t one = hash_value(lane, element, depth + 1);
        if (one == -1) return -1;
        hash = mix(hash, one);
    }
    return mixed(mix(mix(NO_ELEMENT, PyObject_Hash((PyObject *)type)), mixed(hash, shape->count + 1)), 2);
}

/* lane.hash(obj): hashes an object. */
static PyObject *lane_hash(Lane *lane, PyObject *object) {
    if (lane->shapes == NULL || !lane->state->hashes || own_shape(lane, object) == NULL)
        return PyErr_Occurred() ? NULL : Py_NewRef(Py_NotImplemented);
    Py_hash_t hash = hash_value(lane, object, 0);
    return hash == -1 ? NULL : PyLong_FromSsize_t(hash);
}

static PyObject *plain_object(Lane *lane, PyObject *object, int depth);

/* Copies a value as plain JSON; NULL without an exception if it is refused. */
static PyObject *plain_value(Lane *lane, PyObject *value, const Place *place, int depth) {
    PyTypeObject *type = Py_TYPE(value);
    unsigned allowed = place == NULL ? ANYTHING : place->allowed;
    if (depth > DEEPEST) return NULL;
    if (type == &PyUnicode_Type) return (allowed & (OBJECT | STRING)) == OBJECT ? NULL : Py_NewRef(value);
    if (type == &PyTuple_Type || type == &PyList_Type || (PyObject *)type == lane->state->list_type) {
        bool is_free = allowed & ANYTHING;
        if (is_free ? false : type != &PyTuple_Type || !(allowed & ARRAY)) return NULL;
        Py_ssize_t count = PySequence_Fast_GET_SIZE(value);
        PyObject *list = PyList_New(count);
        for (Py_ssize_t i = 0; list != NULL && i < count; i++) {
            PyObject *item =
                plain_value(lane, PySequence_Fast_GET_ITEM(value, i), is_free ? NULL : place->item, depth + 1);
            if (item == NULL) Py_CLEAR(list);
            else PyList_SET_ITEM(list, i, item);
        }
        return list;
    }
    if (allowed & OBJECT && LIKELY(!is_number_at(type, allowed))) return plain_object(lane, value, depth);
    if (type == &PyDict_Type || (PyObject *)type == lane->state->dict_type) {
        if (!(allowed & (ANYTHING | MAP))) return NULL;
        Py_INCREF(value); /* a collection may run Python, and another thread can have it replaced then */
        PyObject *dict = PyDict_New(), *name, *item;
        Py_ssize_t at = 0;
        while (dict != NULL && PyDict_Next(value, &at, &name, &item)) {
            PyObject *made = PyUnicode_CheckExact(name)
                                 ? plain_value(lane, item, place == NULL ? NULL : place->value, depth + 1)
                                 : NULL;
            if (made == NULL || PyDict_SetItem(dict, name, made)) Py_CLEAR(dict);
            Py_XDECREF(made);
        }
        Py_DECREF(value);
        return dict;
    }
    if (type == &PyFloat_Type && !isfinite(PyFloat_AS_DOUBLE(value))) return NULL;
    bool is_atom = value == Py_None || type == &PyBool_Type || type == &PyLong_Type || type == &PyFloat_Type;
    return is_atom ? Py_NewRef(value) : NULL;
}

/* Copies an object as a dict of plain JSON; NULL without an exception if it is refused. */
static PyObject *plain_object(Lane *lane, PyObject *object, int depth) {
    State *state = lane->state;
    Shape *shape = shape_of(lane, Py_TYPE(object));
    PyObject *rest = shape == NULL ? NULL : SLOT(object, shape->rest_offset);
    if (rest == NULL) return NULL;
    if (shape->status == RAW) return plain_value(lane, rest, NULL, depth + 1);
    if (!Py_IS_TYPE(rest, state->rest_type)) return NULL;
    PyObject *nulls = rest == state->nothing ? NULL : SLOT(rest, state->nulls_offset);
    PyObject *extra = rest == state->nothing ? NULL : SLOT(rest, state->extra_offset), *name, *item;
    PyObject *dict = PyDict_New();
    for (int i = 0; dict != NULL && i < shape->count; i++) {
        const Slot *slot = &shape->slots[i];
        PyObject *value = SLOT(object, slot->offset), *made = NULL;
        int is_there = 1;
        if (value == Py_None) {
            bool is_value = slot->bit == 0 && slot->place->allowed & NULLED;
            is_there = is_value ? 1 : slot->bit == 0 ? -1 : nulls == NULL ? 0 : PySet_Contains(nulls, slot->key);
            made = is_there == 1 ? Py_NewRef(value) : NULL;
        } else if (value != NULL) made = plain_value(lane, value, slot->place, depth + 1);
        if (is_there && (made == NULL || PyDict_SetItem(dict, slot->key, made))) Py_CLEAR(dict);
        Py_XDECREF(made);
    }
    Py_XINCREF(extra); /* for the same reason */
    Py_ssize_t at = 0;
    while (dict != NULL && extra != NULL && PyDict_Next(extra, &at, &name, &item)) {
        PyObject *made = PyUnicode_CheckExact(name) ? plain_value(lane, item, NULL, depth + 2) : NULL;
        if (made == NULL || PyDict_SetItem(dict, name, made)) Py_CLEAR(dict);
        Py_XDECREF(made);
    }
    Py_XDECREF(extra);
    return dict;
}

/* lane.plain(obj): copies an object as plain JSON. */
static PyObject *lane_plain(Lane *lane, PyObject *object) {
    PyObject *made = lane->shapes == NULL ? NULL : plain_object(lane, object, 0);
    return made == NULL && is_refused() ? Py_NewRef(Py_NotImplemented) : made;
}

/* ---- Types ---- */

static State *state_of(PyTypeObject *type) { return (State *)PyType_GetModuleState(type); }

/* Returns the offset of the slot behind a descriptor, if it is one of that class; -1 with an exception if not. */
static Py_ssize_t offset_of(PyTypeObject *cls, PyObject *descriptor) {
    if (Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) {
        PyMemberDescrObject *slot = (PyMemberDescrObject *)descriptor;
        if (slot->d_member->type == T_OBJECT_EX && PyType_IsSubtype(cls, slot->d_common.d_type))
            return slot->d_member->offset;
    }
    PyErr_SetString(PyExc_TypeError, "no slot of this class");
    return -1;
}

/* Tells whether the objects of a class are a header and so many slots, and nothing that would have to be made or undone. */
static bool is_bare(PyTypeObject *cls, Py_ssize_t slots) {
    unsigned long odd = 0;
#ifdef Py_TPFLAGS_MANAGED_DICT
    odd |= Py_TPFLAGS_MANAGED_DICT;
#endif
#ifdef Py_TPFLAGS_MANAGED_WEAKREF
    odd |= Py_TPFLAGS_MANAGED_WEAKREF;
#endif
#ifdef Py_TPFLAGS_INLINE_VALUES
    odd |= Py_TPFLAGS_INLINE_VALUES;
#endif
    return cls->tp_basicsize == (Py_ssize_t)(sizeof(PyObject) + (size_t)slots * sizeof(PyObject *)) &&
           cls->tp_itemsize == 0 && cls->tp_dictoffset == 0 && cls->tp_weaklistoffset == 0 &&
           cls->tp_alloc == PyType_GenericAlloc && cls->tp_finalize == NULL && cls->tp_del == NULL &&
           PyType_HasFeature(cls, Py_TPFLAGS_HAVE_GC) && PyType_HasFeature(cls, Py_TPFLAGS_HEAPTYPE) &&
           !PyType_HasFeature(cls, odd);
}

/* Tells whether something is a string whose text can be compared byte by byte with that of JSON. */
static bool is_name(PyObject *text) {
    if (PyUnicode_CheckExact(text) && PyUnicode_IS_COMPACT_ASCII(text)) {
        const char *at = (const char *)PyUnicode_1BYTE_DATA(text);
        if (scan_words(at, at + PyUnicode_GET_LENGTH(text) + 1) == at + PyUnicode_GET_LENGTH(text)) return true;
    }
    PyErr_SetString(PyExc_TypeError, "a name is plain ASCII");
    return false;
}

/* Shape(cls, fill): `fill(shape)` is called when it is first needed, and calls `members`, `raw` or neither. */
static PyObject *shape_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(named)) {
    PyTypeObject *cls;
    PyObject *fill;
    if (!PyArg_ParseTuple(args, "O!O", &PyType_Type, &cls, &fill)) return NULL;
    Shape *shape = (Shape *)type->tp_alloc(type, 0);
    if (shape != NULL) {
        shape->state = state_of(type);
        shape->cls = (PyTypeObject *)Py_NewRef(cls);
        shape->fill = Py_NewRef(fill);
    }
    return (PyObject *)shape;
}

static int shape_traverse(Shape *shape, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(shape));
    Py_VISIT(shape->cls);
    Py_VISIT(shape->fill);
    Py_VISIT(shape->nothing);
    Py_VISIT(shape->records);
    Py_VISIT(shape->known);
    Py_VISIT(shape->names);
    Py_VISIT(shape->last_record);
    for (int i = 0; i < shape->count; i++) Py_VISIT(shape->slots[i].place);
    return 0;
}

/* Lets go of the members. */
static void free_slots(Slot *slots, int count) {
    for (int i = 0; slots != NULL && i < count; i++) {
        Py_XDECREF(slots[i].key);
        Py_XDECREF(slots[i].place);
        Py_XDECREF(slots[i].last);
        PyMem_Free(slots[i].written);
    }
    PyMem_Free(slots);
}

static int shape_clear(Shape *shape) {
    Slot *slots = shape->slots;
    int count = shape->count;
    shape->status = REFUSED;
    shape->slots = NULL;
    shape->count = 0;
    free_slots(slots, count);
    Py_CLEAR(shape->fill);
    Py_CLEAR(shape->nothing);
    Py_CLEAR(shape->records);
    Py_CLEAR(shape->known);
    Py_CLEAR(shape->names);
    Py_CLEAR(shape->last_record);
    return 0;
}

static void shape_dealloc(Shape *shape) {
    PyTypeObject *type = Py_TYPE(shape);
    PyObject_GC_UnTrack(shape);
    shape_clear(shape);
    PyMem_Free(shape->follows);
    Py_XDECREF(shape->cls);
    type->tp_free(shape);
    Py_DECREF(type);
}

/* shape.members(rest, nothing, records, known, untracks, members): tells what the objects consist of. `members` are tuples of
   name, descriptor of the slot, place, and bit. A class that this is not true of is left to Python. */
static PyObject *shape_members(Shape *shape, PyObject *args) {
    PyObject *rest, *nothing, *records, *known, *members;
    int untracks;
    if (!PyArg_ParseTuple(args, "OO!OO!pO!", &rest, shape->state->rest_type, &nothing, &records, &PyDict_Type, &known,
                          &untracks, &PyTuple_Type, &members))
        return NULL;
    Py_ssize_t count = PyTuple_GET_SIZE(members);
    if (shape->status != UNFILLED || count == 0 || count > MOST_MEMBERS || !is_bare(shape->cls, count + 1))
        Py_RETURN_NONE;
    Py_ssize_t rest_offset = offset_of(shape->cls, rest);
    PyObject *names = PySet_New(NULL);
    Slot *slots = PyMem_Calloc((size_t)count, sizeof(Slot));
    uint8_t *follows = PyMem_Malloc((size_t)count + 1);
    uint64_t required = 0;
    int type_index = -1, id_index = -1, filled = 0;
    if (slots == NULL || follows == NULL) PyErr_NoMemory();
    if (rest_offset < 0 || names == NULL || slots == NULL || follows == NULL) goto fail;
    for (; filled < count; filled++) {
        Slot *slot = &slots[filled];
        PyObject *name, *descriptor, *place;
        unsigned long long bit;
        if (!PyArg_ParseTuple(PyTuple_GET_ITEM(members, filled), "OOO!K", &name, &descriptor, shape->state->place_type,
                              &place, &bit) ||
            !is_name(name) || PySet_Add(names, name)) {
            goto fail;
        }
        slot->offset = offset_of(shape->cls, descriptor);
        slot->length = PyUnicode_GET_LENGTH(name);
        slot->written = PyMem_Malloc((size_t)slot->length + 5);
        if (slot->offset < 0 || slot->written == NULL) {
            PyErr_Occurred() ? (void)0 : (void)PyErr_NoMemory();
            goto fail;
        }
        slot->key = Py_NewRef(name);
        slot->name = (const char *)PyUnicode_1BYTE_DATA(name);
        slot->place = (Place *)Py_NewRef(place);
        slot->bit = bit;
        PyOS_snprintf(slot->written, (size_t)slot->length + 5, ",\"%s\":", slot->name);
        required |= (uint64_t)(bit == 0) << filled;
        type_index = strcmp(slot->name, "type") == 0 ? filled : type_index;
        id_index = strcmp(slot->name, "id") == 0 ? filled : id_index;
        follows[filled] = (uint8_t)((filled + 1) % count);
    }
    follows[count] = 0;
    shape->nothing = Py_NewRef(nothing);
    shape->records = Py_NewRef(records);
    shape->known = Py_NewRef(known);
    shape->names = names;
    shape->slots = slots;
    shape->follows = follows;
    shape->count = (int)count;
    shape->type_index = type_index;
    shape->id_index = id_index;
    shape->required = required;
    shape->all = count == MOST_MEMBERS ? ~(uint64_t)0 : ((uint64_t)1 << count) - 1;
    shape->rest_offset = rest_offset;
    shape->untracks = untracks;
    shape->status = SERVED;
    Py_RETURN_NONE;

fail:
    /* the one at which it failed may have its text already */
    free_slots(slots, filled < count ? filled + 1 : filled);
    PyMem_Free(follows);
    Py_XDECREF(names);
    return NULL;
}

/* shape.raw(descriptor): tells that the objects hold one dict. */
static PyObject *shape_raw(Shape *shape, PyObject *descriptor) {
    if (shape->status == UNFILLED && is_bare(shape->cls, 1)) {
        shape->rest_offset = offset_of(shape->cls, descriptor);
        if (shape->rest_offset < 0) return NULL;
        shape->status = RAW;
    }
    Py_RETURN_NONE;
}

static PyMethodDef shape_methods[] = {
    {"members", (PyCFunction)shape_members, METH_VARARGS, NULL},
    {"raw", (PyCFunction)shape_raw, METH_O, NULL},
    {NULL},
};

static PyMemberDef shape_fields[] = {
    {"cls", T_OBJECT_EX, offsetof(Shape, cls), READONLY, NULL},
    {NULL},
};

static PyType_Slot shape_slots[] = {
    {Py_tp_new, shape_new},
    {Py_tp_members, shape_fields},
    {Py_tp_dealloc, shape_dealloc},
    {Py_tp_traverse, shape_traverse},
    {Py_tp_clear, shape_clear},
    {Py_tp_methods, shape_methods},
    {0},
};

static PyType_Spec shape_spec = {
    "realtime_wire._engine._native.Shape", sizeof(Shape), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, shape_slots,
};

/* Lets go of a table. */
static void free_tags(Tags *tags) {
    if (tags == NULL) return;
    for (uint32_t i = 0; tags->table != NULL && i <= tags->mask; i++) {
        Py_XDECREF(tags->table[i].text);
        Py_XDECREF(tags->table[i].shape);
        free_tags(tags->table[i].by_role);
    }
    PyMem_Free(tags->table);
    Py_XDECREF(tags->role);
    PyMem_Free(tags);
}

/* Makes a table of a dict of shapes, or of tuples of the name of a second member and such a dict. */
static Tags *new_tags(State *state, PyObject *role, PyObject *dict) {
    Tags *tags = PyMem_Calloc(1, sizeof(Tags));
    if (tags == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    tags->role = Py_XNewRef(role);
    tags->mask = 1;
    while (tags->mask < 2 * (size_t)PyDict_GET_SIZE(dict)) tags->mask = tags->mask * 2 + 1;
    tags->table = PyMem_Calloc((size_t)tags->mask + 1, sizeof(Tag));
    if (tags->table == NULL) {
        PyErr_NoMemory();
        free_tags(tags);
        return NULL;
    }
    Py_ssize_t at = 0;
    PyObject *text, *found;
    while (PyDict_Next(dict, &at, &text, &found)) {
        Tag tag = {NULL, NULL, 0, NULL, NULL};
        PyObject *name, *by_role;
        if (!is_name(text)) goto fail;
        if (Py_IS_TYPE(found, state->shape_type)) {
            tag.shape = (Shape *)found;
        } else if (role != NULL || !PyArg_ParseTuple(found, "OO!", &name, &PyDict_Type, &by_role) || !is_name(name)) {
            PyErr_Occurred() ? (void)0 : PyErr_SetString(PyExc_TypeError, "no shape");
            goto fail;
        } else {
            tag.by_role = new_tags(state, name, by_role);
            if (tag.by_role == NULL) goto fail;
        }
        Py_XINCREF(tag.shape);
        tag.text = Py_NewRef(text);
        tag.data = (const char *)PyUnicode_1BYTE_DATA(text);
        tag.length = PyUnicode_GET_LENGTH(text);
        uint32_t place = hash_of(tag.data, tag.length);
        while (tags->table[place & tags->mask].text != NULL) place++;
        tags->table[place & tags->mask] = tag;
    }
    return tags;

fail:
    free_tags(tags);
    return NULL;
}

/* Place(allowed, literals, item, value, alone, tags, untagged, unknown); None stands for what there is not. What is untagged
   is a shape, or the name of a second member and a dict of shapes by that. */
static PyObject *place_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(named)) {
    State *state = state_of(type);
    unsigned allowed;
    PyObject *literals, *tags, *second = NULL, *by_second = NULL, *others[5];
    if (!PyArg_ParseTuple(args, "IO!OOOO!OO", &allowed, &PyTuple_Type, &literals, &others[0], &others[1], &others[2],
                          &PyDict_Type, &tags, &others[3], &others[4]))
        return NULL;
    if (PyTuple_Check(others[3])) {
        if (!PyArg_ParseTuple(others[3], "OO!", &second, &PyDict_Type, &by_second) || !is_name(second)) return NULL;
        others[3] = Py_None;
    }
    for (int i = 0; i < 5; i++) {
        PyTypeObject *wanted = i < 2 ? state->place_type : state->shape_type;
        if (others[i] != Py_None && !Py_IS_TYPE(others[i], wanted)) {
            PyErr_SetString(PyExc_TypeError, "neither a place nor a shape");
            return NULL;
        }
    }
    bool is_whole = (!(allowed & ARRAY) || others[0] != Py_None) && (!(allowed & MAP) || others[1] != Py_None);
    if (!is_whole) {
        PyErr_SetString(PyExc_TypeError, "nothing is said about what is inside");
        return NULL;
    }
    Place *place = (Place *)type->tp_alloc(type, 0);
    if (place == NULL) return NULL;
    place->state = state;
    place->allowed = allowed;
#define OR_NULL(type, thing) ((thing) == Py_None ? NULL : (type *)Py_NewRef(thing))
    place->item = OR_NULL(Place, others[0]);
    place->value = OR_NULL(Place, others[1]);
    place->alone = OR_NULL(Shape, others[2]);
    place->untagged = OR_NULL(Shape, others[3]);
    place->unknown = OR_NULL(Shape, others[4]);
#undef OR_NULL
    Py_ssize_t count = PyTuple_GET_SIZE(literals);
    place->literals = PyMem_Calloc(count ? (size_t)count : 1, sizeof(PyObject *));
    if (place->literals == NULL) {
        PyErr_NoMemory();
        goto fail;
    }
    for (; place->literal_count < count; place->literal_count++) {
        PyObject *text = PyTuple_GET_ITEM(literals, place->literal_count);
        if (!is_name(text)) goto fail;
        place->literals[place->literal_count] = Py_NewRef(text);
    }
    if (PyDict_GET_SIZE(tags)) {
        place->tags = new_tags(state, NULL, tags);
        if (place->tags == NULL) goto fail;
    }
    if (by_second != NULL) {
        place->untagged_by = new_tags(state, second, by_second);
        if (place->untagged_by == NULL) goto fail;
    }
    return (PyObject *)place;

fail:
    Py_DECREF(place);
    return NULL;
}

/* Shows the collector the shapes in a table. */
static int visit_tags(Tags *tags, visitproc visit, void *arg) {
    for (uint32_t i = 0; tags != NULL && i <= tags->mask; i++) {
        Py_VISIT(tags->table[i].shape);
        int stop = visit_tags(tags->table[i].by_role, visit, arg);
        if (stop) return stop;
    }
    return 0;
}

static int place_traverse(Place *place, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(place));
    Py_VISIT(place->item);
    Py_VISIT(place->value);
    Py_VISIT(place->alone);
    Py_VISIT(place->untagged);
    Py_VISIT(place->unknown);
    int stop = visit_tags(place->untagged_by, visit, arg);
    return stop ? stop : visit_tags(place->tags, visit, arg);
}

static int place_clear(Place *place) {
    place->allowed = 0;
    Py_CLEAR(place->item);
    Py_CLEAR(place->value);
    Py_CLEAR(place->alone);
    Py_CLEAR(place->untagged);
    Py_CLEAR(place->unknown);
    Tags *tags = place->tags, *untagged_by = place->untagged_by;
    place->tags = place->untagged_by = NULL;
    free_tags(tags);
    free_tags(untagged_by);
    return 0;
}

static void place_dealloc(Place *place) {
    PyTypeObject *type = Py_TYPE(place);
    PyObject_GC_UnTrack(place);
    place_clear(place);
    for (int i = 0; i < place->literal_count; i++) Py_DECREF(place->literals[i]);
    PyMem_Free(place->literals);
    type->tp_free(place);
    Py_DECREF(type);
}

static PyType_Slot place_slots[] = {
    {Py_tp_new, place_new},
    {Py_tp_dealloc, place_dealloc},
    {Py_tp_traverse, place_traverse},
    {Py_tp_clear, place_clear},
    {0},
};

static PyType_Spec place_spec = {
    "realtime_wire._engine._native.Place", sizeof(Place), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, place_slots,
};

/* Makes a lane, of which what it works on is still to be told. */
static Lane *new_lane(State *state, PyObject *(*work)(Lane *, PyObject *), const char *argument, PyObject *missed) {
    if (state->nothing == NULL) {
        PyErr_SetString(PyExc_TypeError, "it is not set up");
        return NULL;
    }
    Lane *lane = (Lane *)state->lane_type->tp_alloc(state->lane_type, 0);
    if (lane != NULL) {
        lane->call = lane_call;
        lane->work = work;
        lane->argument = argument;
        lane->state = state;
        lane->missed = Py_NewRef(missed);
    }
    return lane;
}

/* reader(place, missed, names, others): makes a lane that reads; `names` is a frozenset, or None. */
static PyObject *reader(PyObject *module, PyObject *args) {
    State *state = PyModule_GetState(module);
    PyObject *place, *missed, *names;
    int others;
    if (!PyArg_ParseTuple(args, "O!OOp", state->place_type, &place, &missed, &names, &others)) return NULL;
    if (names != Py_None && !PyFrozenSet_CheckExact(names)) {
        PyErr_SetString(PyExc_TypeError, "names are a frozenset");
        return NULL;
    }
    Lane *lane = new_lane(state, read_data, "data", missed);
    if (lane != NULL) {
        lane->place = (Place *)Py_NewRef(place);
        lane->names = names == Py_None ? NULL : Py_NewRef(names);
        lane->others = others;
    }
    return (PyObject *)lane;
}

/* writer(shape_of, missed): makes a lane that writes. */
static PyObject *writer(PyObject *module, PyObject *args) {
    PyObject *shape_of, *missed;
    if (!PyArg_ParseTuple(args, "OO", &shape_of, &missed)) return NULL;
    Lane *lane = new_lane(PyModule_GetState(module), write_object, "obj", missed);
    if (lane != NULL) {
        lane->shape_of = Py_NewRef(shape_of);
        lane->shapes = PyDict_New();
        if (lane->shapes == NULL) Py_CLEAR(lane);
    }
    return (PyObject *)lane;
}

static int lane_traverse(Lane *lane, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(lane));
    Py_VISIT(lane->missed);
    Py_VISIT(lane->place);
    Py_VISIT(lane->shapes);
    Py_VISIT(lane->shape_of);
    return 0;
}

static void lane_dealloc(Lane *lane) {
    PyTypeObject *type = Py_TYPE(lane);
    PyObject_GC_UnTrack(lane);
    Py_XDECREF(lane->missed);
    Py_XDECREF(lane->place);
    Py_XDECREF(lane->names);
    Py_XDECREF(lane->shapes);
    Py_XDECREF(lane->shape_of);
    type->tp_free(lane);
    Py_DECREF(type);
}

static PyMethodDef lane_methods[] = {
    {"attempt", (PyCFunction)lane_attempt, METH_O, NULL},
    {"lines", (PyCFunction)(void (*)(void))lane_lines, METH_FASTCALL, NULL},
    {"equal", (PyCFunction)(void (*)(void))lane_equal, METH_FASTCALL, NULL},
    {"hash", (PyCFunction)lane_hash, METH_O, NULL},
    {"plain", (PyCFunction)lane_plain, METH_O, NULL},
    {NULL},
};

static PyMemberDef lane_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Lane, call), READONLY, NULL},
    {NULL},
};

static PyType_Slot lane_slots[] = {
    {Py_tp_dealloc, lane_dealloc},
    {Py_tp_traverse, lane_traverse},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_methods, lane_methods},
    {Py_tp_members, lane_members},
    {Py_tp_doc, "Takes one JSON text and gives the object, or takes an object and gives the text: what it was made for."},
    {0},
};

static PyType_Spec lane_spec = {
    .name = "realtime_wire._engine._native.Lane",
    .basicsize = sizeof(Lane),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = lane_slots,
};

#include "_columns.c"

/* ---- The module ---- */

/* set_up(nothing, extra, nulls, dict_type, list_type, json_key): tells the record of nothing, the descriptors of what such
   records have, the read-only kinds of dict and list, and what makes a key of JSON. */
static PyObject *set_up(PyObject *module, PyObject *args) {
    State *state = PyModule_GetState(module);
    PyObject *nothing, *extra, *nulls, *dict_type, *list_type, *json_key;
    if (!PyArg_ParseTuple(args, "OOOO!O!O", &nothing, &extra, &nulls, &PyType_Type, &dict_type, &PyType_Type,
                          &list_type, &json_key))
        return NULL;
    if (state->nothing == nothing) Py_RETURN_NONE; /* whoever did this was interrupted then, and begins again */
    PyTypeObject *rest_type = Py_TYPE(nothing);
    Py_ssize_t extra_offset = offset_of(rest_type, extra),
               nulls_offset = extra_offset < 0 ? -1 : offset_of(rest_type, nulls);
    if (nulls_offset < 0) return NULL;
    if (state->nothing != NULL || !is_bare(rest_type, 2) || SLOT(nothing, nulls_offset) == NULL ||
        !PyType_IsSubtype((PyTypeObject *)dict_type, &PyDict_Type) ||
        !PyType_IsSubtype((PyTypeObject *)list_type, &PyList_Type)) {
        PyErr_SetString(PyExc_TypeError, "set up before, or with other types");
        return NULL;
    }
    PyObject *sample = Py_BuildValue("(iOs)", -7, nothing, "sample");
    PyObject *empty = sample == NULL ? NULL : PyFrozenSet_New(NULL);
    if (empty != NULL) {
        Py_uhash_t hash = NO_ELEMENT;
        for (int i = 0; i < 3; i++) hash = mix(hash, PyObject_Hash(PyTuple_GET_ITEM(sample, i)));
        state->hashes = mixed(hash, 3) == PyObject_Hash(sample);
        state->empty_hash = PyObject_Hash(empty);
    }
    Py_XDECREF(sample);
    Py_XDECREF(empty);
    if (PyErr_Occurred()) return NULL;
    state->rest_type = (PyTypeObject *)Py_NewRef(rest_type);
    state->extra_offset = extra_offset;
    state->nulls_offset = nulls_offset;
    state->no_nulls = Py_NewRef(SLOT(nothing, nulls_offset));
    state->dict_type = Py_NewRef(dict_type);
    state->list_type = Py_NewRef(list_type);
    state->json_key = Py_NewRef(json_key);
    state->nothing = Py_NewRef(nothing);
    Py_RETURN_NONE;
}

/* use_scan(name): scans strings in another way from now on, for tests; the plain ones must do the same. */
static PyObject *use_scan(PyObject *module, PyObject *name) {
    State *state = PyModule_GetState(module);
    Scan best = widest_scan(), scan = NULL;
    if (PyUnicode_Check(name)) {
        scan = !PyUnicode_CompareWithASCIIString(name, "words") ? scan_words : scan;
#ifdef WIDE
        scan = !PyUnicode_CompareWithASCIIString(name, "16") ? scan_16 : scan;
#endif
        scan = !PyUnicode_CompareWithASCIIString(name, "widest") ? best : scan;
    }
    if (scan == NULL) {
        PyErr_SetString(PyExc_ValueError, "no such scan");
        return NULL;
    }
    state->scan = scan;
    return PyUnicode_FromString(scan == scan_words ? "words" : scan == best && best != scan_words ? "widest" : "16");
}

static int module_exec(PyObject *module) {
    State *state = PyModule_GetState(module);
    state->scan = widest_scan();
    state->type_name = PyUnicode_InternFromString("type");
    state->shape_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &shape_spec, NULL);
    state->place_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &place_spec, NULL);
    state->lane_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &lane_spec, NULL);
    state->columns_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &columns_spec, NULL);
    if (state->type_name == NULL || state->shape_type == NULL || state->place_type == NULL ||
        state->lane_type == NULL || state->columns_type == NULL)
        return -1;
    static const struct {
        const char *name;
        int value;
    } kinds[] = {
        {"STRING", STRING}, {"LITERAL", LITERAL},   {"INTEGER", INTEGER}, {"NUMBER", NUMBER}, {"BOOLEAN", BOOLEAN},
        {"NULLED", NULLED}, {"ANYTHING", ANYTHING}, {"ARRAY", ARRAY},     {"MAP", MAP},       {"OBJECT", OBJECT},
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (PyModule_AddIntConstant(module, kinds[i].name, kinds[i].value)) return -1;
    return PyModule_AddType(module, state->shape_type) || PyModule_AddType(module, state->place_type) ? -1 : 0;
}

static int module_traverse(PyObject *module, visitproc visit, void *arg) {
    State *state = PyModule_GetState(module);
    Py_VISIT(state->shape_type);
    Py_VISIT(state->place_type);
    Py_VISIT(state->lane_type);
    Py_VISIT(state->columns_type);
    Py_VISIT(state->rest_type);
    Py_VISIT(state->nothing);
    Py_VISIT(state->dict_type);
    Py_VISIT(state->list_type);
    Py_VISIT(state->json_key);
    return 0;
}

static int module_clear(PyObject *module) {
    State *state = PyModule_GetState(module);
    Py_CLEAR(state->shape_type);
    Py_CLEAR(state->place_type);
    Py_CLEAR(state->lane_type);
    Py_CLEAR(state->columns_type);
    return 0;
}

/* What lanes use goes when the module does: their type keeps it that long. */
static void module_free(void *module) {
    State *state = PyModule_GetState((PyObject *)module);
    module_clear((PyObject *)module);
    Py_CLEAR(state->rest_type);
    Py_CLEAR(state->nothing);
    Py_CLEAR(state->no_nulls);
    Py_CLEAR(state->dict_type);
    Py_CLEAR(state->list_type);
    Py_CLEAR(state->json_key);
    Py_CLEAR(state->type_name);
    for (int i = 0; i < MOST_NAMES; i++) Py_CLEAR(state->names[i]);
    PyMem_Free(state->scratch);
}

static PyMethodDef module_methods[] = {
    {"set_up", set_up, METH_VARARGS, NULL},
    {"reader", reader, METH_VARARGS, NULL},
    {"writer", writer, METH_VARARGS, NULL},
    {"columns", columns, METH_VARARGS, NULL},
    {"use_scan", use_scan, METH_O, NULL},
    {NULL},
};

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
#ifdef Py_MOD_PER_INTERPRETER_GIL_SUPPORTED
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0},
};

static PyModuleDef module_definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "realtime_wire._engine._native", .m_size = sizeof(State), .m_methods = module_methods,
    .m_slots = module_slots, .m_traverse = module_traverse,     .m_clear = module_clear, .m_free = module_free,
};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&module_definition); }
