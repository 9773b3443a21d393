"""The sale at the counter: pure decisions and words. No device, no file, no clock.

What is sold    `catalogue` `discounts` `basket`
What is said    `refusals` `wording` `screens`
What is printed `receipt` `layout`
"""
