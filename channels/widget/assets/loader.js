const C = /*CONFIG*/{};
