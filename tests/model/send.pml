/* The protocol by which a message leaves: claim, hand over, request, settle, look up. What docs/ARCHITECTURE.md says in words
 * and src/flow/dispatch does with one ledger row, so that spin can try every order of every step:
 *
 *   - a crash of any dispatcher between any two steps, what was on the wire arriving or not;
 *   - requests and answers that are lost, late, or "not now"; receipts early, late, twice, never; a carrier's list that lags;
 *   - STOP at any moment; a dispatcher that sleeps past its lease and wakes up anywhere.
 *
 * Two dispatchers share the store. -DSQLITE: the file's lock lets only one live at a time, and it takes its dead
 * predecessor's rows at once. Otherwise (PostgreSQL) both live, and a row is taken over when its lease has lapsed.
 *
 * Promises, as assertions: the carrier never takes a message twice; nothing is handed over after STOP's commit; what is called
 * accepted is at the carrier; and in whatever state all this comes to rest, every row has ended. Faults have budgets, so every
 * run is finite: spin's search for cycles (-DNP, pan -l) says that with finitely many faults every row ends.
 *
 * Each atomic block is one transaction, or one step of a process or of the network. The guards of the protocol can be
 * taken out one at a time (-DWITHOUT_…); test_model.py shows that each of them is needed.
 *
 * Time is not counted. What the product derives from it is assumed where it is marked TIME: bounds in base/limits.h.
 */
#ifndef ROWS
#define ROWS 1
#endif
#ifndef FAULTS
#define FAULTS 1
#endif
#define EACH 2 /* dispatchers */
#define AT(d, i) ((d) * ROWS + (i))

mtype = { planned, claimed, handed, unknown, accepted, refused, blocked, unresolved };
mtype = { idle, holding, leaving, waiting };         /* what a dispatcher does with a row */
mtype = { nothing, on_way, took, said_no, not_now }; /* the request it waits for, and the answer */

/* The store: durable. */
mtype state[ROWS] = planned;
byte lease[ROWS];   /* whose: a token; 0 nobody's */
byte looks[ROWS];   /* look-ups that did not find it */
byte handing[ROWS]; /* which hand-over: the row's handed_at */
bool stopped;

/* The clock. */
bool lapsed[ROWS];

/* Processes: what a crash forgets. */
bool up[EACH];
byte token[EACH];
mtype doing[EACH * ROWS] = idle;
mtype request[EACH * ROWS] = nothing;
bool late[EACH * ROWS];  /* its own lease of this row is over, by its own clock */
bool asking[EACH * ROWS];
bool found[EACH * ROWS]; /* the answer to the look-up that is under way */
byte asked_looks[EACH * ROWS], asked_handing[EACH * ROWS];

/* The world. */
byte orphans[ROWS]; /* requests on their way whose sender has given up or died */
byte has[ROWS];     /* how often the carrier took it */
bool listed[ROWS];  /* its list shows it */

/* How much may still go wrong. */
byte crashes = FAULTS, losses = FAULTS, slow = 1, naps = FAULTS, nots = 1, words = 1, riddles = 1;
byte tokens;

#define ended(s) (s == accepted || s == refused || s == blocked || s == unresolved)
#define on_the_way(i) (orphans[i] > 0 || request[AT(0, i)] == on_way || request[AT(1, i)] == on_way)
#define may_still_leave(i)                                 \
  ((doing[AT(0, i)] == leaving && !late[AT(0, i)]) ||      \
   (doing[AT(1, i)] == leaving && !late[AT(1, i)]))
/* TIME: a request lives no longer than its time-out, one leaves no later than its lease, and a list lags less than the
 * second look-up waits. */
#define long_enough(i) (!on_the_way(i) && !may_still_leave(i) && (has[i] == 0 || listed[i]))

#ifdef WITHOUT_LEASE_CHECK
#define mine(d, i, s) (state[i] == s || !ended(state[i]))
#else
#define mine(d, i, s) (state[i] == s && lease[i] == token[d])
#endif
#ifdef WITHOUT_SETTLE_CHECK
#define mine_to_settle(d, i) (state[i] == handed)
#else
#define mine_to_settle(d, i) (state[i] == handed && lease[i] == token[d])
#endif

#ifdef WITHOUT_WAITING
#define may_ask(i) true
#else
#define may_ask(i) (looks[i] == 0 || long_enough(i))
#endif
#if defined(SQLITE) && !defined(WITHOUT_LOCK)
#define may_start(d) (!up[1 - (d)])
#else
#define may_start(d) true
#endif

#ifdef SQLITE
#define lost(d, i) (lapsed[i] || lease[i] != token[d])
#else
#define lost(d, i) lapsed[i]
#endif

/* The dispatcher is done with this row; a request that is still on its way has nobody who waits for it. */
inline let_go(d, i) {
  if
  :: request[AT(d, i)] == on_way -> orphans[i]++
  :: else
  fi;
  doing[AT(d, i)] = idle;
  request[AT(d, i)] = nothing;
  late[AT(d, i)] = false
}

inline end_question(d, i) {
  asking[AT(d, i)] = false;
  found[AT(d, i)] = false;
  asked_looks[AT(d, i)] = 0;
  asked_handing[AT(d, i)] = 0
}

inline put(i, to) {
  state[i] = to;
  lease[i] = 0;
  lapsed[i] = false
}

inline start_request(d, i) {
  request[AT(d, i)] = on_way;
  doing[AT(d, i)] = waiting
}

/* One dispatcher and one row. */
proctype Dispatcher(byte d; byte i) {
end:
  do
  /* Claim. */
  :: atomic {
       up[d] && doing[AT(d, i)] == idle && state[i] == planned ->
#ifdef WITHOUT_STOP_ON_CLAIMED
       if
       :: stopped -> put(i, blocked) /* the gate is asked here, and never again */
       :: else ->
#endif
       state[i] = claimed;
       lease[i] = token[d];
       lapsed[i] = false;
       late[AT(d, i)] = false;
       doing[AT(d, i)] = holding
#ifdef WITHOUT_STOP_ON_CLAIMED
       fi
#endif
     }
#ifndef WITHOUT_INTENT
  /* Or claim and hand over in one transaction, when nothing has to be waited for. */
  :: atomic {
       up[d] && doing[AT(d, i)] == idle && state[i] == planned && !stopped ->
       state[i] = handed;
       lease[i] = token[d];
       looks[i] = 0;
       handing[i]++;
       lapsed[i] = false;
       late[AT(d, i)] = false;
       doing[AT(d, i)] = leaving
     }
  :: atomic {
       up[d] && doing[AT(d, i)] == holding ->
#else
  /* The request leaves, and only then the store hears of it. */
  :: atomic {
       up[d] && doing[AT(d, i)] == holding && request[AT(d, i)] == nothing ->
       request[AT(d, i)] = on_way
     }
  :: atomic {
       up[d] && doing[AT(d, i)] == holding && request[AT(d, i)] != nothing ->
#endif
       /* Hand over: the gate is asked in this very transaction. */
       if
       :: mine(d, i, claimed) ->
          if
#ifndef WITHOUT_STOP_ON_CLAIMED
          :: stopped ->
             put(i, blocked);
             doing[AT(d, i)] = idle
#endif
          :: else ->
#ifndef WITHOUT_LEASE_CHECK
             assert(!stopped);
#endif
             state[i] = handed;
             lease[i] = token[d];
             looks[i] = 0;
             handing[i]++;
             lapsed[i] = false;
             late[AT(d, i)] = false;
#ifdef WITHOUT_INTENT
             doing[AT(d, i)] = waiting
#else
             doing[AT(d, i)] = leaving
#endif
          fi
       :: else -> let_go(d, i) /* STOP, a person or another dispatcher was first */
       fi
     }
  /* After the commit the request leaves; not when the lease is over: then the row belongs to whoever rescues it. */
  :: atomic {
       up[d] && doing[AT(d, i)] == leaving ->
       if
#ifndef WITHOUT_DEADLINE
       :: late[AT(d, i)] -> let_go(d, i)
#endif
       :: else -> start_request(d, i)
       fi
     }
  /* Settle what came back. */
  :: atomic {
       up[d] && doing[AT(d, i)] == waiting && request[AT(d, i)] != on_way && request[AT(d, i)] != nothing ->
       if
       :: mine_to_settle(d, i) ->
          if
          :: request[AT(d, i)] == took -> put(i, accepted)
          :: request[AT(d, i)] == said_no -> put(i, refused)
          :: request[AT(d, i)] == not_now -> put(i, planned)
          fi
       :: else
       fi;
       let_go(d, i)
     }
  /* No answer in time, a reset, a 5xx: perhaps sent. */
  :: atomic {
       up[d] && doing[AT(d, i)] == waiting &&
       ((request[AT(d, i)] == on_way && slow > 0) || request[AT(d, i)] == nothing) ->
       if
       :: request[AT(d, i)] == on_way -> slow--
       :: else
       fi;
       if
       :: mine_to_settle(d, i) ->
#ifdef WITHOUT_UNKNOWN
          put(i, planned)
#else
          put(i, unknown)
#endif
       :: else
       fi;
       let_go(d, i)
     }
  /* Rescue: a claimed row is free again, a handed one may have been sent. */
#ifndef WITHOUT_RESCUE
  :: atomic {
       up[d] && doing[AT(d, i)] == idle && (state[i] == claimed || state[i] == handed) && lost(d, i) ->
       if
       :: state[i] == claimed -> put(i, planned)
#ifdef WITHOUT_UNKNOWN
       :: state[i] == handed -> put(i, planned)
#else
       :: state[i] == handed -> put(i, unknown)
#endif
       fi
     }
#endif
  /* Ask the carrier. The first look may be early; the next ones wait. */
  :: atomic {
       up[d] && state[i] == unknown && !asking[AT(d, i)] && may_ask(i) ->
       asking[AT(d, i)] = true;
       found[AT(d, i)] = listed[i];
       asked_looks[AT(d, i)] = looks[i];
       asked_handing[AT(d, i)] = handing[i]
     }
  /* And conclude, when its answer is read. */
  :: atomic {
       up[d] && asking[AT(d, i)] ->
       if
       :: state[i] != unknown /* a receipt was faster */
#ifndef WITHOUT_FRESH_LOOKS
       :: state[i] == unknown && (looks[i] != asked_looks[AT(d, i)] || handing[i] != asked_handing[AT(d, i)])
#endif
       :: else ->
          if
          :: riddles > 0 -> riddles--; put(i, unresolved) /* nobody can say: shown, and counted as sent */
          :: found[AT(d, i)] -> put(i, accepted)
          :: !found[AT(d, i)] ->
             if
#ifdef WITHOUT_SECOND_LOOK
             :: put(i, planned)
#else
             :: looks[i] == 0 -> looks[i]++
             :: looks[i] > 0 -> put(i, planned)
#endif
             fi
          fi
       fi;
       end_question(d, i)
     }
  od
}

/* Life and death of a dispatcher. */
proctype Fate(byte d) {
  byte i;
end:
  do
  :: atomic {
       !up[d] && may_start(d) ->
       up[d] = true;
       tokens++;
       token[d] = tokens
     }
  :: atomic {
       up[d] && crashes > 0 ->
       crashes--;
       up[d] = false;
       i = 0;
       do
       :: i < ROWS ->
          if
          :: request[AT(d, i)] == on_way -> request[AT(d, i)] = nothing /* the bytes were not out yet */
          :: true
          fi;
          let_go(d, i);
          end_question(d, i);
          i++
       :: else -> break
       od;
       i = 0
     }
  od
}

#define held(d, i) \
  ((state[i] == claimed || state[i] == handed) && up[d] && lease[i] == token[d] && doing[AT(d, i)] != idle)

/* Time passes: the lease of a dead one surely lapses, that of a living one when it sleeps too long. */
proctype Clock(byte i) {
end:
  do
  :: atomic {
       (state[i] == claimed || state[i] == handed) && !lapsed[i] && !held(0, i) && !held(1, i) ->
       lapsed[i] = true
     }
  :: atomic { held(0, i) && !lapsed[i] && naps > 0 -> naps--; lapsed[i] = true; late[AT(0, i)] = true }
  :: atomic { held(1, i) && !lapsed[i] && naps > 0 -> naps--; lapsed[i] = true; late[AT(1, i)] = true }
  od
}

inline taken(i) {
  has[i]++;
  assert(has[i] < 2) /* nobody twice */
}

/* Network and carrier. */
proctype Carrier(byte i) {
  byte d;
end:
  do
  :: atomic {
       request[AT(0, i)] == on_way || request[AT(1, i)] == on_way ->
       if
       :: request[AT(0, i)] == on_way -> d = 0
       :: request[AT(1, i)] == on_way -> d = 1
       fi;
       if
       :: taken(i); request[AT(d, i)] = took
       :: losses > 0 -> losses--; taken(i); request[AT(d, i)] = nothing /* the answer is lost */
       :: losses > 0 -> losses--; request[AT(d, i)] = nothing           /* the request is */
       :: nots > 0 -> nots--; request[AT(d, i)] = not_now
       :: nots > 0 -> nots--; request[AT(d, i)] = said_no
       fi;
       d = 0
     }
  :: atomic { orphans[i] > 0 -> orphans[i]--; taken(i) }
  :: atomic { orphans[i] > 0 && losses > 0 -> losses--; orphans[i]-- }
  :: atomic { has[i] > 0 && !listed[i] -> listed[i] = true }
  /* A receipt names our own id: it may come before the answer, much later, twice, or never. */
  :: atomic {
       has[i] > 0 && words > 0 ->
       words--;
       if
       :: state[i] == refused || state[i] == blocked || state[i] == accepted
       :: else -> put(i, accepted)
       fi
     }
  od
}

/* A person says STOP: whoever commits first wins. */
proctype Stop() {
  byte i;
  atomic {
    stopped = true;
    i = 0;
    do
    :: i < ROWS ->
       if
#ifdef WITHOUT_STOP_ON_CLAIMED
       :: state[i] == planned -> put(i, blocked)
#else
       :: state[i] == planned || state[i] == claimed -> put(i, blocked)
#endif
       :: else
       fi;
       i++
    :: else -> break
    od
  }
}

/* When nothing can happen any more. */
proctype Rest() {
  byte i;
  timeout;
  i = 0;
  do
  :: i < ROWS ->
     assert(ended(state[i])); /* nobody is left lying */
     assert(state[i] != accepted || has[i] > 0);
     i++
  :: else -> break
  od
}

init {
  byte i;
  atomic {
    i = 0;
    do
    :: i < ROWS ->
       run Dispatcher(0, i);
       run Dispatcher(1, i);
       run Clock(i);
       run Carrier(i);
       i++
    :: else -> break
    od;
    run Fate(0);
    run Fate(1);
    run Stop();
    run Rest()
  }
}
