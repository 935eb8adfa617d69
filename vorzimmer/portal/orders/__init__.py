"""What the customer orders, in the portal: edited as a draft, looked at as the operator will see it, compared, published; and rotas."""
