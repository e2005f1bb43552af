INSERT INTO products (id, title, title_en, basic, extended) VALUES
	('contents',  'Inboedelverzekering',             'Contents insurance',  9600, 14400),
	('home',      'Woonhuisverzekering',             'Home insurance',     18000, 25200),
	('liability', 'Aansprakelijkheidsverzekering',   'Liability insurance', 4200,  5400),
	('travel',    'Doorlopende reisverzekering',     'Travel insurance',    6000, 10800),
	('bicycle',   'Fietsverzekering',                'Bicycle insurance',   8400, 12000);

-- Whoever is not named here has given no account to collect from.
INSERT INTO accounts (customer, iban, arrears) VALUES
	('C-1001', 'NL02ABNA0123456789', 0), ('C-1003', 'NL91ABNA0417164300', 0), ('C-1004', 'NL20INGB0001234567', 1),
	('C-1005', 'NL13TEST0123456789', 0), ('C-1006', 'NL66TEST0456789012', 0);

INSERT INTO policies (id, customer, product, cover, excess, pays, started, taken_out)
SELECT column1, column2, column3, column4, column5, column6, date(value, column7), date(value, column7, '-6 days') FROM meta, (VALUES
	('PO-11', 'C-1001', 'contents',  'extended', 10000, 'monthly',   '-730 days'),
	('PO-12', 'C-1001', 'liability', 'basic',        0, 'yearly',    '-730 days'),
	('PO-13', 'C-1001', 'travel',    'basic',        0, 'quarterly', '-90 days'),
	('PO-21', 'C-1002', 'home',      'basic',    25000, 'monthly',   '-400 days'),
	('PO-31', 'C-1003', 'contents',  'basic',    10000, 'yearly',    '-1100 days'),
	('PO-32', 'C-1003', 'bicycle',   'extended',     0, 'monthly',   '-200 days'),
	('PO-41', 'C-1004', 'contents',  'basic',    25000, 'monthly',   '-300 days'),
	('PO-61', 'C-1006', 'travel',    'extended',     0, 'yearly',    '-3 days')
) WHERE name = 'today';

-- What was claimed before: Emily claimed more often than the rules accept without a person.
INSERT INTO claims (id, customer, policy, cause, happened_on, place, story, state, minor, reason, at)
SELECT column1, column2, column3, column4, date(value, column5), column6, column7, column8, column9, column10, date(value, column5) || 'T09:00:00Z' FROM meta, (VALUES
	('S-2901', 'C-1001', 'PO-11', 'glass', '-210 days', 'Waterdam',  'Ruit in de keuken gebarsten.', 'accepted', 18500, 'covered'),
	('S-2911', 'C-1003', 'PO-31', 'water', '-900 days', 'Heidestad', 'Lekkage onder het bad.',       'accepted', 64000, 'covered'),
	('S-2912', 'C-1003', 'PO-32', 'theft', '-150 days', 'Heidestad', 'Fiets weg bij het station.',   'accepted', 89900, 'covered'),
	('S-2913', 'C-1003', 'PO-32', 'theft', '-60 days',  'Waterdam',  'Fiets weg bij de markt.',      'accepted', 89900, 'covered'),
	('S-2921', 'C-1004', 'PO-41', 'storm', '-2 days',   'Bovenkerke', 'Schutting omgewaaid.',        'reported', 0,     ''),
	('S-2914', 'C-1003', 'PO-31', 'other', '-30 days',  'Heidestad', 'Vloerbedekking versleten.',    'rejected', 0,     'wear')
) WHERE name = 'today';

INSERT INTO verdicts (id, nl, en) VALUES
	('covered', 'de schade valt onder je dekking', 'the damage is covered by your policy'),
	('wear', 'slijtage en achterstallig onderhoud zijn niet verzekerd', 'wear and overdue maintenance are not insured');

-- The repairers work on weekdays.
INSERT INTO repairs (id, day, starts, ends)
SELECT column1, date(value, '+1 day', column2, column3), column4, column5 FROM meta, (VALUES
	('H-1', 'weekday 1', '+0 days', '08:30', '10:30'), ('H-2', 'weekday 2', '+0 days', '13:00', '15:00'),
	('H-3', 'weekday 4', '+0 days', '10:00', '12:00'), ('H-4', 'weekday 1', '+7 days', '15:00', '17:00'),
	('H-5', 'weekday 3', '+7 days', '08:30', '10:30')
) WHERE name = 'today';
