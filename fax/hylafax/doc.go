// Package hylafax is the fax provider for a clinic's own fax server: HylaFAX 6 or HylaFAX+, whose hfaxd
// speaks a protocol like FTP.
//
// Promise: one job for one attempt, named by the attempt's ID (JOBINFO), and "sent" only after the
// server has answered that it submitted the job. When the certainty of an attempt flips:
//
//	login, job parameters, uploads, until JSUBM      Unsent: hfaxd forgets a job that was not submitted
//	                                                 when its session ends
//	JSUBM refused by the server itself (5xx)         Unsent
//	JSUBM refused by the scheduler (4xx)             Unsent once the job is seen deleted, absent, or ended
//	                                                 without a call; otherwise Maybe
//	JSUBM sent, its answer lost or not understood    Maybe, settled by looking for the ID in the queues
//	JSUBM answered with 200                          Sent
//
// The protocol has no encryption. Only a server on this machine or on a private network (RFC 1918, RFC
// 4193) is ever connected to, whatever a name resolves to; a server elsewhere is reached through an
// encrypted tunnel that ends on one of them.
//
// Failure policy: every wait and every answer is bounded. Data connections go to the server's own
// address and nowhere else. States are read in a new session, because hfaxd shows a session its own old
// view of a job. A state that is not known leaves the fax accepted. The server counts the pages that it
// was given, and so do we: delivered needs both.
//
// Job ids wrap around at 32000, so a job is always recognised by its JOBINFO. The scheduler redials by
// itself until [Config] says that it must stop, so an attempt ends within hours.
package hylafax
