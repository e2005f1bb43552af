INSERT INTO customers (id, name, lang, email, phone, street, number, postcode, city) VALUES
	('C-1001', 'Sanne Verhulst',     'nl', 'sanne@post.example',   '+31600000001', 'Lindelaan',     '12',   '1234 AB', 'Waterdam'),
	('C-1002', 'Daan Oosterling',    'nl', 'daan@post.example',    '',             'Kadeplein',     '3',    '2345 BC', 'Zuiderhaven'),
	('C-1003', 'Emily Carrow',       'en', 'emily@post.example',   '+31600000003', 'Molenpad',      '41a',  '3456 CD', 'Heidestad'),
	('C-1004', 'Yusuf Demirhan',     'nl', 'yusuf@post.example',   '+31600000004', 'Sterrenweg',    '108',  '4567 DE', 'Bovenkerke'),
	('C-1005', 'Griet van Essebeek', 'nl', 'griet@post.example',   '+31600000005', 'Oude Dijk',     '7',    '5678 EF', 'Waterdam'),
	('C-1006', 'Harm Tolsma',        'nl', '',                     '+31600000006', 'Veenstraat',    '22',   '6789 FG', 'Turfhoven'),
	('C-1007', 'Noor Azizi',         'nl', 'noor@post.example',    '+31600000007', 'Merelhof',      '5',    '7891 GH', 'Heidestad'),
	('C-1008', 'Oliver Pennock',     'en', 'oliver@post.example',  '+31600000008', 'Havenkade',     '60',   '8912 HJ', 'Zuiderhaven'),
	('C-1009', 'Lieke Brandwijk',    'nl', 'lieke@post.example',   '+31600000009', 'Kersenlaan',    '19',   '9123 JK', 'Bovenkerke'),
	('C-1010', 'Ravi Kanhai',        'nl', 'ravi@post.example',    '+31600000010', 'Spoorsingel',   '88',   '1357 KL', 'Turfhoven'),
	('C-1011', 'Marijke Duinhof',    'nl', 'marijke@post.example', '+31600000011', 'Schelpenpad',   '2',    '2468 LM', 'Waterdam'),
	('C-1012', 'Tobias Ekdal',       'en', 'tobias@post.example',  '+31600000012', 'Torenstraat',   '31',   '3579 MN', 'Heidestad');
