INSERT INTO statuses (position, id, nl, en) VALUES
	(1, 'placed', 'geplaatst', 'placed'), (2, 'packed', 'ingepakt', 'packed'), (3, 'shipped', 'onderweg', 'on its way'),
	(4, 'out_for_delivery', 'bij de bezorger', 'out for delivery'), (5, 'delivered', 'bezorgd', 'delivered');

INSERT INTO orders (id, customer, title, title_en, placed, minor, status, carrier, tracking, expected)
SELECT column1, column2, column3, column4, date(value, column5), column6, column7, column8, column9, date(value, column10) FROM meta, (VALUES
	('W-5001', 'C-1001', 'Wandelschoenen en sokken', 'Walking shoes and socks', '-4 days',  13490, 'shipped',   'Pakketlijn', 'PL-5001', '+2 days'),
	('W-5002', 'C-1001', 'Regenjas',                 'Rain jacket',             '-14 days',  8995, 'delivered', 'Pakketlijn', 'PL-5002', '-11 days'),
	('W-5003', 'C-1001', 'Fietstas',                 'Bicycle bag',             '-70 days',  5995, 'delivered', 'Stadsbode',  'SB-5003', '-67 days'),
	('W-5004', 'C-1002', 'Slaapzak',                 'Sleeping bag',            '-1 days',  12900, 'placed',    'Pakketlijn', '',        '+4 days'),
	('W-5005', 'C-1003', 'Tent voor twee',           'Tent for two',            '-3 days',  24900, 'packed',    'Stadsbode',  'SB-5005', '+3 days'),
	('W-5006', 'C-1003', 'Hoofdlamp',                'Head lamp',               '-9 days',   3495, 'delivered', 'Pakketlijn', 'PL-5006', '-6 days'),
	('W-5007', 'C-1004', 'Rugzak',                   'Backpack',                '-2 days',  10995, 'out_for_delivery', 'Stadsbode', 'SB-5007', '+0 days'),
	('W-5008', 'C-1006', 'Thermosfles',              'Vacuum flask',            '-20 days',  2795, 'delivered', 'Pakketlijn', 'PL-5008', '-18 days')
) WHERE name = 'today';

-- Whatever is in an order may be returned until 30 days after its delivery.
INSERT INTO items (id, "order", title, title_en, minor, return_until)
SELECT column1, column2, column3, column4, column5, date(orders.expected, '+30 days') FROM (VALUES
	('R-11', 'W-5001', 'Wandelschoenen maat 39', 'Walking shoes size 39', 11995),
	('R-12', 'W-5001', 'Wandelsokken',           'Walking socks',          1495),
	('R-21', 'W-5002', 'Regenjas maat M',        'Rain jacket size M',     8995),
	('R-31', 'W-5003', 'Fietstas',               'Bicycle bag',            5995),
	('R-41', 'W-5004', 'Slaapzak',               'Sleeping bag',          12900),
	('R-51', 'W-5005', 'Tent voor twee',         'Tent for two',          24900),
	('R-61', 'W-5006', 'Hoofdlamp',              'Head lamp',              3495),
	('R-71', 'W-5007', 'Rugzak 40 liter',        'Backpack 40 litres',    10995),
	('R-81', 'W-5008', 'Thermosfles',            'Vacuum flask',           2795)
) JOIN orders ON orders.id = column2;

INSERT INTO reasons (id, nl, en) VALUES
	('too_small', 'Te klein', 'Too small'), ('too_big', 'Te groot', 'Too big'),
	('broken', 'Kapot of beschadigd', 'Broken or damaged'), ('not_as_expected', 'Anders dan verwacht', 'Not as expected'),
	('changed_mind', 'Ik wil het toch niet', 'I changed my mind');

INSERT INTO alternatives (product, item, reasons, title, title_en, minor, stock) VALUES
	('A-11', 'R-11', 'too_small not_as_expected',        'Wandelschoenen maat 40', 'Walking shoes size 40', 11995, 5),
	('A-12', 'R-11', 'too_big',                          'Wandelschoenen maat 38', 'Walking shoes size 38', 11995, 0),
	('A-21', 'R-21', 'too_small not_as_expected broken', 'Regenjas maat L',        'Rain jacket size L',     8995, 1),
	('A-61', 'R-61', 'broken not_as_expected',           'Hoofdlamp met accu',     'Head lamp with battery', 3995, 8),
	('A-71', 'R-71', 'too_small',                        'Rugzak 55 liter',        'Backpack 55 litres',    12995, 3);

INSERT INTO appointments (id, customer, title, title_en) VALUES
	('F-11', 'C-1001', 'Fiets laten nakijken',     'Bicycle check'),
	('F-21', 'C-1002', 'Schoenen passen',          'Shoe fitting'),
	('F-31', 'C-1003', 'Tent laten repareren',     'Tent repair'),
	('F-41', 'C-1006', 'Fiets ophalen',            'Bicycle collection');
-- The shop is closed at weekends, so slots are named by the day of the week after today.
INSERT INTO slots (id, day, starts, ends, appointment)
SELECT column1, date(value, '+1 day', column2, column3), column4, column5, column6 FROM meta, (VALUES
	('S-11', 'weekday 1', '+0 days', '10:00', '10:30', 'F-11'),
	('S-21', 'weekday 2', '+0 days', '13:00', '13:30', 'F-21'),
	('S-31', 'weekday 3', '+0 days', '09:30', '10:00', 'F-31'),
	('S-41', 'weekday 4', '+0 days', '16:00', '16:30', 'F-41'),
	('S-1',  'weekday 1', '+0 days', '14:00', '14:30', NULL),
	('S-2',  'weekday 2', '+0 days', '09:00', '09:30', NULL),
	('S-3',  'weekday 3', '+0 days', '11:00', '11:30', NULL),
	('S-4',  'weekday 4', '+0 days', '15:30', '16:00', NULL),
	('S-5',  'weekday 5', '+0 days', '10:30', '11:00', NULL),
	('S-6',  'weekday 1', '+7 days', '09:00', '09:30', NULL),
	('S-7',  'weekday 2', '+7 days', '17:00', '17:30', NULL)
) WHERE name = 'today';
