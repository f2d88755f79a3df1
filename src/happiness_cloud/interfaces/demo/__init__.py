"""The sample district 云湖区: fictional places, people and matters, the same on every machine for one seed."""
