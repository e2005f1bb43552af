INSERT INTO cards (id, customer, kind, kind_en, last4, account, account_en) VALUES
	('K-11', 'C-1001', 'Betaalpas',  'Debit card',  '4821', 'Betaalrekening',        'current account'),
	('K-12', 'C-1001', 'Betaalpas',  'Debit card',  '7730', 'Gezamenlijke rekening', 'joint account'),
	('K-21', 'C-1002', 'Betaalpas',  'Debit card',  '1195', 'Betaalrekening',        'current account'),
	('K-31', 'C-1003', 'Betaalpas',  'Debit card',  '6402', 'Betaalrekening',        'current account'),
	('K-32', 'C-1003', 'Creditcard', 'Credit card', '9318', 'Creditcardrekening',    'credit card account'),
	('K-41', 'C-1004', 'Betaalpas',  'Debit card',  '2057', 'Betaalrekening',        'current account'),
	('K-42', 'C-1004', 'Betaalpas',  'Debit card',  '3364', 'Zakelijke rekening',    'business account'),
	('K-43', 'C-1004', 'Creditcard', 'Credit card', '8149', 'Creditcardrekening',    'credit card account'),
	('K-51', 'C-1005', 'Betaalpas',  'Debit card',  '5573', 'Betaalrekening',        'current account'),
	('K-61', 'C-1006', 'Betaalpas',  'Debit card',  '0926', 'Betaalrekening',        'current account'),
	('K-71', 'C-1007', 'Betaalpas',  'Debit card',  '7281', 'Gezamenlijke rekening', 'joint account'),
	('K-81', 'C-1008', 'Betaalpas',  'Debit card',  '4410', 'Betaalrekening',        'current account'),
	('K-91', 'C-1009', 'Betaalpas',  'Debit card',  '6038', 'Betaalrekening',        'current account'),
	('K-101', 'C-1010', 'Betaalpas', 'Debit card',  '3897', 'Betaalrekening',        'current account'),
	('K-111', 'C-1011', 'Betaalpas', 'Debit card',  '1642', 'Gezamenlijke rekening', 'joint account'),
	('K-121', 'C-1012', 'Betaalpas', 'Debit card',  '9905', 'Betaalrekening',        'current account');
-- One card that was blocked before anybody asked.
INSERT INTO cards (id, customer, kind, kind_en, last4, account, account_en, state, reason, reference) VALUES
	('K-33', 'C-1003', 'Betaalpas', 'Debit card', '5016', 'Gezamenlijke rekening', 'joint account', 'blocked', 'lost', 'B-2990');

INSERT INTO payments (id, customer, description, description_en, minor, due, latest, postponable)
SELECT column1, column2, column3, column4, column5, date(value, column6), date(value, column7), column8 FROM meta, (VALUES
	('T-11', 'C-1001', 'Persoonlijke lening', 'Personal loan',   18450, '+9 days',  '+39 days', 1),
	('T-12', 'C-1001', 'Creditcard',          'Credit card',      6295, '+13 days', '+27 days', 1),
	('T-21', 'C-1002', 'Doorlopend krediet',  'Revolving credit', 7500, '+5 days',  '+19 days', 1),
	('T-31', 'C-1003', 'Hypotheek',           'Mortgage',       112400, '+7 days',  '+7 days',  0),
	('T-41', 'C-1004', 'Persoonlijke lening', 'Personal loan',   24100, '+3 days',  '+33 days', 1),
	('T-61', 'C-1006', 'Creditcard',          'Credit card',      3180, '+20 days', '+34 days', 1)
) WHERE name = 'today';

INSERT INTO loans (id, customer, lender, balance, monthly, rate, months_left) VALUES
	('L-11', 'C-1001', 'Kredietkamer Noord',    1200000, 28786, 7.09, 48),
	('L-31', 'C-1003', 'Voordelig Lenen Direct', 640000, 22560, 9.9,  33),
	('L-32', 'C-1003', 'Autofonds Meridiaan',   1850000, 34115, 4.1,  60),
	('L-51', 'C-1005', 'Postkrediet Oost',       150000,  7035, 11.9, 24);
