CREATE TABLE locations (id INTEGER, code TEXT, name TEXT, timezone TEXT, opening_hour INTEGER, closing_hour INTEGER, address TEXT);
INSERT INTO locations VALUES (1, 'dal', 'Dallas', 'America/Chicago', 8, 17, '1 Main St, Dallas');
INSERT INTO locations VALUES (2, 'elp', 'El Paso', 'America/Denver', 8, 17, NULL);
CREATE TABLE appointments (id INTEGER, customer_name TEXT, customer_phone TEXT, scheduled_at TEXT, status TEXT, is_cancelled INTEGER, issue TEXT, zip TEXT, location_id INTEGER, call_sid TEXT, created_at TEXT, customer_email TEXT);
INSERT INTO appointments VALUES (1, 'José Peña', '+14695550001', '2026-10-04 12:30:00', 'Confirmed', 0, 'AC is blowing warm', '75201-1234', 1, NULL, '2026-10-01 12:29:00', NULL);
INSERT INTO appointments VALUES (2, 'O''Brien, Pat', '469.555.0002', '2026-11-07 10:00:00', 'COMPLETED', 0, 'Annual tune-up', '75201', 1, NULL, '2026-11-04 09:58:00', NULL);
INSERT INTO appointments VALUES (3, '李 Wei', '214.555.0003', '2026-11-01 01:30:00', 'cancelled', 0, 'Leaking, since Monday
in the basement', '75201-1234', 1, 'CA00000000000000000000000000000016', '2026-11-26 09:27:00', NULL);
INSERT INTO appointments VALUES (4, '  Ana  García ', '(469) 555-0004', '2026-11-08T13:30:00', 'Canceled', 0, 'Strange noise', '75201-1234', 1, NULL, '2026-11-05 13:26:00', 'c4@example.com');
INSERT INTO appointments VALUES (5, 'Bob "Hot" Fields', '555-0142', '2026-12-13 08:15:00', 'no-show?', 0, NULL, '75201-1234', 1, NULL, '2026-12-10 08:10:00', NULL);
INSERT INTO appointments VALUES (6, NULL, '214.555.0006', '2026-11-06 12:15:00', 'pending', 0, 'No heat', NULL, 2, 'CA0000000000000000000000000000000d', '2026-11-03 12:09:00', NULL);
INSERT INTO appointments VALUES (7, 'Dana Smith', '972-555-0007 x12', 'tomorrow morning', NULL, 0, 'AC is blowing warm', '2139', 1, NULL, '2026-10-01 08:30:00', NULL);
INSERT INTO appointments VALUES (8, 'José Peña', '12145550008', '2026-10-17 06:00:00', 'scheduled', 0, 'Annual tune-up', '75201-1234', 1, NULL, '2026-10-14 05:59:00', 'c8@example.com');
INSERT INTO appointments VALUES (9, 'O''Brien, Pat', '972-555-0009 x12', '2026-10-14 08:15:00', 'Confirmed', 0, 'Leaking, since Monday
in the basement', '2139', 1, 'CA00000000000000000000000000000004', '2026-10-11 08:13:00', NULL);
INSERT INTO appointments VALUES (10, '李 Wei', '972-555-0010 x12', '2026-12-12 15:00:00', 'COMPLETED', 0, 'Strange noise', '75201-1234', 1, NULL, '2026-12-09 14:57:00', NULL);
INSERT INTO appointments VALUES (11, '  Ana  García ', NULL, '2026-11-01T07:15:00', 'cancelled', 0, NULL, '75201', 1, NULL, '2026-10-29 07:11:00', NULL);
INSERT INTO appointments VALUES (12, 'Bob "Hot" Fields', '972-555-0012 x12', '2026-12-12T16:15:00', 'Canceled', 0, 'No heat', '75201', 2, 'CA00000000000000000000000000000019', '2026-12-09 16:10:00', 'c12@example.com');
INSERT INTO appointments VALUES (13, NULL, '(214) 555-0013', '2026-12-02 07:00:00', 'no-show?', 0, 'AC is blowing warm', NULL, 1, NULL, '2026-11-29 06:54:00', NULL);
INSERT INTO appointments VALUES (14, 'Dana Smith', '469.555.0014', '2026-12-13T15:00:00', 'pending', 0, 'Annual tune-up', '75201-1234', 1, NULL, '2026-12-10 15:00:00', NULL);
INSERT INTO appointments VALUES (15, 'José Peña', '214-555-0000 x12', '2026-11-10 13:00:00', NULL, 0, 'Leaking, since Monday
in the basement', '75201', 1, 'CA00000000000000000000000000000010', '2026-11-07 12:59:00', NULL);
INSERT INTO appointments VALUES (16, 'O''Brien, Pat', '(214) 555-0001', '2026-11-07T16:00:00', 'scheduled', 0, 'Strange noise', '75201', 1, NULL, '2026-11-04 15:58:00', 'c16@example.com');
INSERT INTO appointments VALUES (17, '李 Wei', '469.555.0002', '2026-10-03 08:15:00', 'Confirmed', 0, NULL, '2139', 1, NULL, '2026-09-30 08:12:00', NULL);
INSERT INTO appointments VALUES (18, '  Ana  García ', '469.555.0003', '2026-11-09 11:00:00', 'COMPLETED', 0, 'No heat', NULL, 2, 'CA00000000000000000000000000000007', '2026-11-06 10:56:00', NULL);
INSERT INTO appointments VALUES (19, 'Bob "Hot" Fields', '(469) 555-0004', '11/24/2026 02:30 PM', 'cancelled', 0, 'AC is blowing warm', '75201-1234', 1, NULL, '2026-11-21 14:25:00', NULL);
INSERT INTO appointments VALUES (20, NULL, '2145550005.0', '2026-11-07T13:00:00', 'Canceled', 1, 'Annual tune-up', '75201', 1, NULL, '2026-11-04 12:54:00', 'c20@example.com');
INSERT INTO appointments VALUES (21, 'Dana Smith', '12145550006', '2026-12-09 17:00:00', 'no-show?', 0, 'Leaking, since Monday
in the basement', '75201', 1, 'CA0000000000000000000000000000001c', '2026-12-06 17:00:00', NULL);
INSERT INTO appointments VALUES (22, 'José Peña', NULL, '2026-11-11T05:15:00', 'pending', 0, 'Strange noise', '75201', 1, NULL, '2026-11-08 05:14:00', NULL);
INSERT INTO appointments VALUES (23, 'O''Brien, Pat', '+19725550008', '2026-11-11 05:00:00', NULL, 0, NULL, '75201', 1, NULL, '2026-11-08 04:58:00', NULL);
INSERT INTO appointments VALUES (24, '李 Wei', '12145550009', '2026-11-04 12:30:00', 'scheduled', 0, 'No heat', '2139', 2, 'CA00000000000000000000000000000013', '2026-11-01 12:27:00', 'c24@example.com');
INSERT INTO appointments VALUES (1, 'José Peña', '+14695550001', '2026-10-04 12:30:00', 'Confirmed', 0, 'AC is blowing warm', '75201-1234', 1, NULL, '2026-10-01 12:29:00', NULL);
CREATE TABLE call_logs (id INTEGER, call_sid TEXT, caller_phone TEXT, status TEXT, started_at TEXT, duration_seconds INTEGER, transcript TEXT, model_used TEXT);
INSERT INTO call_logs VALUES (1, 'CA00000000000000000000000000000001', '12145550001', 'in-progress', '2026-09-30 19:25:00.993908', 101, '[{"role": "assistant", "content": "Hello."}, {"role": "user", "content": "the furnace clicks twice"}]', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (2, 'CA00000000000000000000000000000002', '2145550002.0', 'transferred', '2026-10-04 14:51:00.611097', 433, 'Spoke about the furnace clicks twice; card 4111 1111 1111 1111', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (3, 'CA00000000000000000000000000000003', '2145550003.0', 'in-progress', '2026-09-07 16:36:00.252353', 131, NULL, 'gpt-4o-mini');
INSERT INTO call_logs VALUES (4, 'CA00000000000000000000000000000004', '4695550004.0', 'transferred', '2026-09-21 15:40:00.661259', 55, 'Agent: Thank you for calling.
Caller: the furnace clicks twice, case 4.
Agent: I see.', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (5, 'CA00000000000000000000000000000005', '(469) 555-0005', 'in-progress', '2026-09-21 10:57:00.048845', 125, '[{"role": "assistant", "content": "Hello."}, {"role": "user", "content": "the thermostat is blank"}]', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (6, 'CA00000000000000000000000000000006', '469-555-0006 x12', 'in-progress', '2026-10-23 07:10:00.323466', 659, 'Spoke about upstairs is freezing; card 4111 1111 1111 1111', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (7, 'CA00000000000000000000000000000007', '2145550007.0', 'completed', '2026-09-18 10:24:00.390487', 638, NULL, 'gpt-4o-mini');
INSERT INTO call_logs VALUES (8, 'CA00000000000000000000000000000008', '4695550008.0', 'transferred', '2026-09-20 01:55:00.520528', 604, 'Agent: Thank you for calling.
Caller: the thermostat is blank, case 8.
Agent: I see.', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (9, 'CA00000000000000000000000000000009', '972.555.0009', NULL, '2026-11-24 09:17:00.475198', 803, '[{"role": "assistant", "content": "Hello."}, {"role": "user", "content": "water under the air handler"}]', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (10, 'CA0000000000000000000000000000000a', '469.555.0010', NULL, '2026-09-23 13:14:00.085831', 464, 'Spoke about it smells like dust; card 4111 1111 1111 1111', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (11, 'CA0000000000000000000000000000000b', '+12145550011', 'voicemail', '2026-09-27 13:00:00.638539', 160, NULL, 'gpt-4o-mini');
INSERT INTO call_logs VALUES (12, 'CA0000000000000000000000000000000c', '+19725550012', 'in-progress', '2026-11-25 06:45:00.512714', 591, 'Agent: Thank you for calling.
Caller: the pilot light went out, case 12.
Agent: I see.', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (13, 'CA0000000000000000000000000000000d', '972.555.0013', 'transferred', '2026-11-12 03:48:00.918005', NULL, '[{"role": "assistant", "content": "Hello."}, {"role": "user", "content": "it smells like dust"}]', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (14, 'CA0000000000000000000000000000000e', '+19725550014', 'transferred', '2026-10-24 02:48:00.835601', 718, 'Spoke about it smells like dust; card 4111 1111 1111 1111', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (15, 'CA0000000000000000000000000000000f', '214-555-0000 x12', 'in-progress', '2026-10-31 18:51:00.068157', 702, NULL, 'gpt-4o-mini');
INSERT INTO call_logs VALUES (16, 'CA00000000000000000000000000000010', '972-555-0001 x12', 'completed', '2026-11-15 03:31:00.467288', 477, 'Agent: Thank you for calling.
Caller: the thermostat is blank, case 16.
Agent: I see.', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (17, 'CA00000000000000000000000000000011', NULL, 'completed', '2026-10-03 16:31:00.176211', 228, '[{"role": "assistant", "content": "Hello."}, {"role": "user", "content": "the furnace clicks twice"}]', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (18, 'CA00000000000000000000000000000012', '214-555-0003 x12', 'transferred', '2026-11-10 06:13:00.301394', 87, 'Spoke about the thermostat is blank; card 4111 1111 1111 1111', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (19, 'CA00000000000000000000000000000013', '9725550004.0', 'transferred', '2026-09-16 11:25:00.471007', 889, NULL, 'gpt-4o-mini');
INSERT INTO call_logs VALUES (20, 'CA00000000000000000000000000000014', '14695550005', 'no-answer', '2026-10-21 09:58:00.291945', 159, 'Agent: Thank you for calling.
Caller: it smells like dust, case 20.
Agent: I see.', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (21, 'CA00000000000000000000000000000015', '(214) 555-0006', 'transferred', '2026-09-08 21:16:00.184777', 856, '[{"role": "assistant", "content": "Hello."}, {"role": "user", "content": "nothing comes out of the vents"}]', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (22, 'CA00000000000000000000000000000016', '972.555.0007', 'in-progress', '2026-10-24 22:57:00.191200', 383, 'Spoke about the thermostat is blank; card 4111 1111 1111 1111', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (23, 'CA00000000000000000000000000000017', 'anonymous', 'in-progress', '2026-10-26 20:09:00.593851', 637, NULL, 'gpt-4o-mini');
INSERT INTO call_logs VALUES (24, 'CA00000000000000000000000000000018', '+14695550009', NULL, '2026-10-30 22:47:00.709047', 822, 'Agent: Thank you for calling.
Caller: the thermostat is blank, case 24.
Agent: I see.', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (25, 'CA00000000000000000000000000000019', '19725550010', NULL, '2026-10-22 05:44:00.411439', 415, '[{"role": "assistant", "content": "Hello."}, {"role": "user", "content": "the furnace clicks twice"}]', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (26, 'CA0000000000000000000000000000001a', '(214) 555-0011', 'voicemail', '2026-09-06 23:58:00.199868', NULL, 'Spoke about the furnace clicks twice; card 4111 1111 1111 1111', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (27, 'CA0000000000000000000000000000001b', '+12145550012', 'completed', '2026-10-26 00:18:00.055129', 377, NULL, 'gpt-4o-mini');
INSERT INTO call_logs VALUES (28, 'CA0000000000000000000000000000001c', '(214) 555-0013', NULL, '2026-10-27 04:43:00.026739', 263, 'Agent: Thank you for calling.
Caller: upstairs is freezing, case 28.
Agent: I see.', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (29, 'CA0000000000000000000000000000001d', '19725550014', 'transferred', '2026-10-02 22:53:00.631535', 482, '[{"role": "assistant", "content": "Hello."}, {"role": "user", "content": "the furnace clicks twice"}]', 'gpt-4o-mini');
INSERT INTO call_logs VALUES (30, 'CA0000000000000000000000000000001e', '+19725550000', 'voicemail', '2026-10-15 01:26:00.507337', 763, 'Spoke about the pilot light went out; card 4111 1111 1111 1111', 'gpt-4o-mini');
CREATE TABLE emergency_logs (id INTEGER, call_sid TEXT, emergency_type TEXT, description TEXT, was_transferred INTEGER, created_at TEXT);
INSERT INTO emergency_logs VALUES (1, 'CA00000000000000000000000000000004', 'CO Alarm', 'upstairs is freezing', 1, '2026-09-21 15:40:00.661259');
INSERT INTO emergency_logs VALUES (2, 'CA00000000000000000000000000000007', 'no heat', 'upstairs is freezing', 0, '2026-09-18 10:24:00.390487');
INSERT INTO emergency_logs VALUES (3, 'CA0000000000000000000000000000000a', 'flooding', 'upstairs is freezing', 1, '2026-09-23 13:14:00.085831');
INSERT INTO emergency_logs VALUES (4, 'CA0000000000000000000000000000000d', 'weird smell', 'upstairs is freezing', 0, '2026-11-12 03:48:00.918005');
INSERT INTO emergency_logs VALUES (5, 'CA00000000000000000000000000000010', 'gas_leak', 'nothing comes out of the vents', 1, '2026-11-15 03:31:00.467288');
INSERT INTO emergency_logs VALUES (6, 'CA00000000000000000000000000000013', 'CO Alarm', 'the pilot light went out', 0, '2026-09-16 11:25:00.471007');
CREATE TABLE alembic_version (version_num TEXT);
INSERT INTO alembic_version VALUES ('9f3a');
